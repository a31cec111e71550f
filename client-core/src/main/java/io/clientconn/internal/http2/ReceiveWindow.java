package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;

/**
 * How many bytes we let the peer send: on one stream, or on the connection.
 * <p>
 * Owned by the event loop; arithmetic only. Credit is collected and given back at a
 * quarter of the limit. A message larger than the window may borrow room; what is then
 * consumed pays the loan back before it earns credit. It never writes a frame: its
 * methods answer with the increment to send.
 */
@OnEventLoop
final class ReceiveWindow {

	/** What may be lent: the window may still grow by the largest estimate. */
	private static final int MOST = Integer.MAX_VALUE - BdpEstimator.LARGEST;

	private int limit;

	/** What the peer may still send. */
	private int available;

	/** Consumed, not yet given back. */
	private int owed;

	/** Given in advance, beyond the limit. */
	private long borrowed;

	ReceiveWindow(int limit) {
		this.limit = limit;
		this.available = limit;
	}

	/**
	 * The peer sent bytes, padding included.
	 * @param bytes how many
	 * @return false if that is more than it was allowed
	 */
	boolean received(int bytes) {
		if (bytes > this.available) {
			return false;
		}
		this.available -= bytes;
		return true;
	}

	/**
	 * Bytes are out of the way.
	 * @param bytes how many
	 * @return the increment to send now, or zero
	 */
	int consumed(int bytes) {
		int repaid = (int) Math.min(bytes, this.borrowed);
		this.borrowed -= repaid;
		this.owed += bytes - repaid;
		return (this.owed > 0 && this.owed >= worthAnUpdate(this.limit)) ? give(this.owed) : 0;
	}

	/**
	 * How much credit is collected.
	 * @param limit of a window
	 * @return bytes
	 */
	static int worthAnUpdate(int limit) {
		return limit / 4;
	}

	/**
	 * What is consumed need not wait for a quarter.
	 * @return the increment to send now, or zero
	 */
	int giveBack() {
		return (this.owed > 0) ? give(this.owed) : 0;
	}

	/**
	 * The limit is raised; a lower one changes nothing.
	 * @param larger the new limit
	 * @return the increment
	 */
	int grow(int larger) {
		int delta = Math.max(0, larger - this.limit);
		this.limit += delta;
		this.available += delta;
		return delta;
	}

	/**
	 * Somebody waits for more than the peer may send.
	 * @param bytes how many are to come
	 * @return the increment to send now, or zero if there is room
	 */
	int makeRoom(int bytes) {
		int lacking = Math.min(bytes, MOST) - this.available;
		if (lacking <= 0) {
			return 0;
		}
		int fromOwed = Math.min(lacking, this.owed);
		this.owed -= fromOwed;
		this.borrowed += lacking - fromOwed;
		this.available += lacking;
		return lacking;
	}

	/**
	 * What the peer may still send.
	 * @return bytes
	 */
	int available() {
		return this.available;
	}

	int limit() {
		return this.limit;
	}

	private int give(int bytes) {
		this.owed = 0;
		this.available += bytes;
		return bytes;
	}

	@Override
	public String toString() {
		return "ReceiveWindow[" + this.available + " of " + this.limit + "]";
	}

}
