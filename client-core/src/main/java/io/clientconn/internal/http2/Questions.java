package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;

/**
 * The frames of ours that the peer has to acknowledge: PING and SETTINGS. An answer to
 * none of them carries nothing.
 * <p>
 * Owned by the event loop. It never decides when to ask, nor what an answer means.
 */
@OnEventLoop
final class Questions {

	private final FrameEncoder frames;

	private int pings;

	/** The preface has the first one. */
	private int settings = 1;

	Questions(FrameEncoder frames) {
		this.frames = frames;
	}

	void ping(long content) {
		this.frames.ping(content);
		this.pings++;
	}

	/**
	 * Tells the peer the window of streams, those that exist included.
	 */
	void initialWindow(int bytes) {
		this.frames.initialWindow(bytes);
		this.settings++;
	}

	/**
	 * A PING with ACK arrived.
	 * @return whether there was one to acknowledge
	 */
	boolean pingAcknowledged() {
		if (this.pings == 0) {
			return false;
		}
		this.pings--;
		return true;
	}

	/**
	 * SETTINGS with ACK arrived.
	 * @return whether there were any to acknowledge
	 */
	boolean settingsAcknowledged() {
		if (this.settings == 0) {
			return false;
		}
		this.settings--;
		return true;
	}

}
