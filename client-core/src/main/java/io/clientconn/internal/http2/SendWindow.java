package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;

/**
 * How many bytes the peer takes: of one stream, or of the connection.
 * <p>
 * Owned by the event loop; arithmetic only. It may go below zero when the peer shrinks
 * its initial window, and then has to be paid back before anything is sent (RFC 9113
 * section 6.9.2). It never goes above what the RFC allows.
 */
@OnEventLoop
final class SendWindow {

	/**
	 * An int holds it: the peer cannot take back more than the largest initial window.
	 */
	private int available;

	SendWindow(int initial) {
		this.available = initial;
	}

	/**
	 * What may be sent now.
	 * @return bytes, zero if the window is used up or below zero
	 */
	int available() {
		return Math.max(0, this.available);
	}

	void use(int bytes) {
		// An empty frame is always allowed (RFC 9113 section 6.9.1).
		if (bytes > available()) {
			throw new IllegalStateException("sends " + bytes + " bytes into a window of " + this.available);
		}
		this.available -= bytes;
	}

	/**
	 * A WINDOW_UPDATE, or a changed initial window.
	 * @param delta by how much the window grows; may be negative
	 * @return false if it would be larger than the RFC allows: the peer's violation
	 */
	boolean change(int delta) {
		long changed = (long) this.available + delta;
		if (changed > Integer.MAX_VALUE) {
			return false;
		}
		this.available = (int) changed;
		return true;
	}

	@Override
	public String toString() {
		return "SendWindow[" + this.available + "]";
	}

}
