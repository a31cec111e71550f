package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;

/**
 * Counts what a peer can make us do for nothing.
 * <p>
 * Owned by the event loop; pure. Replies that we owe and could not write yet stop the
 * reading first, so that an honest peer which reads slowly only waits; a peer that piles
 * up a multiple of that in one read, or sends a long row of frames that carry nothing, is
 * sent away. It never counts DATA of our own.
 */
@OnEventLoop
final class FloodGuard {

	/** More owed replies than this stop the reading. */
	static final int OWED_REPLIES = 100;

	/** More owed answers to PING and SETTINGS than this end the connection. */
	static final int OWED_ANSWERS = 1000;

	/** A longer row of frames that carry nothing ends the connection. */
	static final int USELESS_FRAMES = 10_000;

	/** Headers, trailers, a reset and a window update may cross our RST_STREAM. */
	private static final int LATE_FRAMES = 4;

	private int owedReplies;

	private int owedAnswers;

	private int unsentReplies;

	private int unsentAnswers;

	private int useless;

	/** DATA that may still come for streams which we reset. */
	private long lateBytes;

	/** Other frames that may. */
	private long lateFrames;

	/**
	 * PING or SETTINGS has to be answered; the peer may send as many as it likes.
	 * @return whether that is still bearable
	 */
	boolean answerOwed() {
		this.owedReplies++;
		this.owedAnswers++;
		this.unsentReplies++;
		this.unsentAnswers++;
		return this.owedAnswers <= OWED_ANSWERS;
	}

	/**
	 * RST_STREAM is on its way. What the peer sent before it hears of that is no flood.
	 * @param window what the peer may have sent on the stream meanwhile
	 */
	void resetSent(long window) {
		this.lateBytes += window;
		this.lateFrames += LATE_FRAMES;
	}

	/**
	 * RST_STREAM answers what the peer did wrong; there are no more of them than streams
	 * that we opened.
	 */
	void resetOwed() {
		this.owedReplies++;
		this.unsentReplies++;
	}

	/**
	 * What was owed and not part of a write so far; it is now.
	 * @return a count for {@link #written}
	 */
	Owed takeUnsent() {
		Owed unsent = new Owed(this.unsentReplies, this.unsentAnswers);
		this.unsentReplies = 0;
		this.unsentAnswers = 0;
		return unsent;
	}

	boolean hasUnsent() {
		return this.unsentReplies > 0;
	}

	/**
	 * A write left for the socket.
	 * @param sent what was part of it
	 */
	void written(Owed sent) {
		this.owedReplies -= sent.replies();
		this.owedAnswers -= sent.answers();
	}

	boolean mayRead() {
		return this.owedReplies <= OWED_REPLIES;
	}

	/**
	 * A frame that brought nothing.
	 * @return whether that is still bearable
	 */
	boolean useless() {
		return ++this.useless <= USELESS_FRAMES;
	}

	/**
	 * A frame of a stream that has ended.
	 * @param bytes its payload, if it is DATA
	 * @return whether that is still bearable
	 */
	boolean late(int bytes) {
		if (bytes > 0 && bytes <= this.lateBytes) {
			this.lateBytes -= bytes;
			return true;
		}
		if (bytes == 0 && this.lateFrames > 0) {
			this.lateFrames--;
			return true;
		}
		return useless();
	}

	/**
	 * A frame that brought a call forward.
	 */
	void useful() {
		this.useless = 0;
	}

	@Override
	public String toString() {
		return "FloodGuard[" + this.owedReplies + " replies owed]";
	}

	/**
	 * A count of what is owed.
	 *
	 * @param replies of any kind
	 * @param answers to PING and SETTINGS alone
	 */
	record Owed(int replies, int answers) {

	}

}
