package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import org.jspecify.annotations.Nullable;

/**
 * One stream: its number, its state machine, its two windows, what it has to send and
 * what it has received.
 * <p>
 * Owned by the event loop, except that the thread which opens the call makes it and hands
 * it over with the first command. It never decides anything; see {@link StreamLifecycle}
 * and {@link StreamReceiver}.
 */
@OnEventLoop
final class Http2Stream {

	private final StreamHandle handle;

	private final OpenRequest request;

	private final StreamListener listener;

	private final StreamState state = new StreamState();

	private final SendQueue queue = new SendQueue();

	private @Nullable Started started;

	private boolean scheduled;

	private boolean touched;

	Http2Stream(StreamHandle handle, OpenRequest request, StreamListener listener) {
		this.handle = handle;
		this.request = request;
		this.listener = listener;
	}

	StreamHandle handle() {
		return this.handle;
	}

	OpenRequest request() {
		return this.request;
	}

	StreamListener listener() {
		return this.listener;
	}

	StreamState state() {
		return this.state;
	}

	SendQueue queue() {
		return this.queue;
	}

	/**
	 * The stream has a number and its HEADERS are written.
	 */
	void start(Started started) {
		this.state.start();
		this.started = started;
	}

	int id() {
		return started().id();
	}

	SendWindow sendWindow() {
		return started().sendWindow();
	}

	ReceiveWindow receiveWindow() {
		return started().receiveWindow();
	}

	ResponseReader response() {
		return started().response();
	}

	/**
	 * Lets go of every buffer.
	 */
	void release() {
		this.queue.clear();
		if (this.started != null) {
			this.started.response().close();
		}
	}

	/**
	 * Puts it in line for writing.
	 * @return false if it stands there already
	 */
	boolean schedule() {
		boolean before = this.scheduled;
		this.scheduled = true;
		return !before;
	}

	void unschedule() {
		this.scheduled = false;
	}

	/**
	 * Something happened to it in this pass.
	 * @return false if that is known already
	 */
	boolean touch() {
		boolean before = this.touched;
		this.touched = true;
		return !before;
	}

	void untouch() {
		this.touched = false;
	}

	private Started started() {
		if (this.started == null) {
			throw new IllegalStateException("the stream has not started");
		}
		return this.started;
	}

	@Override
	public String toString() {
		return "Http2Stream[" + ((this.started == null) ? "" : this.started.id() + ", ") + this.state + ", "
				+ this.request.path() + "]";
	}

	/**
	 * What a stream has from its HEADERS on.
	 *
	 * @param id its number
	 * @param sendWindow what the peer takes
	 * @param receiveWindow what we take
	 * @param response reads the response
	 */
	record Started(int id, SendWindow sendWindow, ReceiveWindow receiveWindow, ResponseReader response) {

	}

}
