package io.clientconn.internal.http2;

import java.util.ArrayList;

import io.clientconn.concurrent.OnEventLoop;

/**
 * The streams that something happened to since they were last told that the pass is over.
 * <p>
 * Owned by the event loop. It never tells one twice for the same events, nor leaves one
 * out because another one failed.
 */
@OnEventLoop
final class TouchedStreams {

	private ArrayList<Http2Stream> streams = new ArrayList<>();

	private ArrayList<Http2Stream> spare = new ArrayList<>();

	void add(Http2Stream stream) {
		if (stream.touch()) {
			this.streams.add(stream);
		}
	}

	boolean isEmpty() {
		return this.streams.isEmpty();
	}

	/**
	 * Tells all of them. What that touches anew waits for the next time.
	 */
	void tell() {
		ArrayList<Http2Stream> told = this.streams;
		if (told.isEmpty()) {
			return;
		}
		this.streams = this.spare;
		FirstFailure failure = null;
		for (int i = 0; i < told.size(); i++) {
			told.get(i).untouch();
			try {
				told.get(i).listener().passEnded();
			}
			catch (Throwable ex) {
				failure = (failure != null) ? failure : new FirstFailure();
				failure.add(ex);
			}
		}
		told.clear();
		this.spare = told;
		if (failure != null) {
			failure.rethrow();
		}
	}

}
