package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;

/**
 * Estimates the product of bandwidth and delay: how many bytes fit into the way from the
 * peer. A cycle begins with DATA, lasts until a PING sent at that moment comes back, and
 * counts the bytes in between. If they nearly fill the window, at the highest bandwidth
 * seen, the window is what holds the peer up.
 * <p>
 * Owned by the event loop; pure. The estimate grows and never shrinks. It never asks
 * again at once after a cycle that taught nothing: it waits for an eighth of the window,
 * so that small responses do not each cost a PING (decision record 0025).
 */
@OnEventLoop
final class BdpEstimator {

	/** Larger windows are left to those who ask for them. */
	static final int LARGEST = 16 * 1024 * 1024;

	/** A cycle counts if it brought at least this share of the estimate. */
	private static final double NEARLY_FULL = 0.66;

	/** The PING waits behind data, so the true delay is shorter than the measured one. */
	private static final double DELAY_FACTOR = 1.5;

	/** So many first delays are averaged; then the last one weighs most. */
	private static final int AVERAGED = 10;

	private static final double LAST_WEIGHS = 0.9;

	private static final int PAUSE_SHARE = 8;

	private int estimate;

	private boolean measuring;

	private long askedAt;

	private long sample;

	private int cycles;

	private double delay;

	private double bestBandwidth;

	/** DATA to let pass before the next cycle. */
	private long pause;

	BdpEstimator(int window) {
		this.estimate = window;
	}

	/**
	 * DATA arrived.
	 * @param bytes its flow-controlled size
	 * @return whether a cycle begins: send a PING and say so with {@link #asked}
	 */
	boolean received(int bytes) {
		if (this.measuring) {
			this.sample += bytes;
			return false;
		}
		if (this.estimate >= LARGEST) {
			return false;
		}
		this.pause -= bytes;
		return this.pause < 0;
	}

	/**
	 * The PING is on its way.
	 * @param bytes the DATA that started the cycle
	 */
	void asked(int bytes, long now) {
		this.measuring = true;
		this.askedAt = now;
		this.sample = bytes;
		this.cycles++;
	}

	/**
	 * The PING came back.
	 * @return the new estimate, or zero if it stays as it is
	 */
	int answered(long now) {
		if (!this.measuring) {
			return 0;
		}
		this.measuring = false;
		double took = Math.max(1, now - this.askedAt) - this.delay;
		this.delay += (this.cycles <= AVERAGED) ? took / this.cycles : took * LAST_WEIGHS;
		double bandwidth = this.sample / (this.delay * DELAY_FACTOR);
		boolean best = bandwidth >= this.bestBandwidth;
		this.bestBandwidth = Math.max(bandwidth, this.bestBandwidth);
		if (!best || this.sample < NEARLY_FULL * this.estimate) {
			this.pause = this.estimate / PAUSE_SHARE;
			return 0;
		}
		this.pause = 0;
		this.estimate = (int) Math.min(2 * this.sample, LARGEST);
		return this.estimate;
	}

	@Override
	public String toString() {
		return "BdpEstimator[" + this.estimate + (this.measuring ? ", measuring]" : "]");
	}

}
