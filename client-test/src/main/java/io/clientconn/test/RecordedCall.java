package io.clientconn.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.Metadata;

/**
 * What reached a {@link FakeService} of one call. Any thread may read it at any time,
 * also while the call goes on.
 *
 * @param <Q> the request message
 * @since 0.1.0
 */
@AnyThread
public final class RecordedCall<Q> {

	private final Metadata headers;

	private final List<Q> requests = new CopyOnWriteArrayList<>();

	private volatile boolean complete;

	private volatile boolean cancelled;

	RecordedCall(Metadata headers) {
		this.headers = headers;
	}

	/**
	 * The client's headers.
	 * @return custom headers, possibly empty
	 */
	public Metadata headers() {
		return this.headers;
	}

	/**
	 * The requests that the service has taken so far.
	 * @return a copy
	 */
	public List<Q> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Whether the client has sent everything and the service has taken it.
	 * @return true after the last request
	 */
	public boolean isComplete() {
		return this.complete;
	}

	/**
	 * Whether the client gave up, or the deadline passed, before the service answered.
	 * @return true after that
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Stands in front of the handler's listener.
	 */
	RequestListener<Q> recording(RequestListener<Q> next) {
		return new RequestListener<>() {

			@Override
			public void onMessage(Q message) {
				RecordedCall.this.requests.add(message);
				next.onMessage(message);
			}

			@Override
			public void onHalfClose() {
				RecordedCall.this.complete = true;
				next.onHalfClose();
			}

			@Override
			public void onReady() {
				next.onReady();
			}

			@Override
			public void onCancel() {
				RecordedCall.this.cancelled = true;
				next.onCancel();
			}

		};
	}

	@Override
	public String toString() {
		return "RecordedCall[headers=" + this.headers + ", requests=" + this.requests.size() + ", complete="
				+ this.complete + ", cancelled=" + this.cancelled + "]";
	}

}
