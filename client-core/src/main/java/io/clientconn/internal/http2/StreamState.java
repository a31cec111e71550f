package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;

/**
 * The life of one stream as RFC 9113 section 5.1 sees it from a client.
 * <p>
 * Owned by the event loop; pure. A stream extends it, so that it costs no object of its
 * own.
 *
 * <pre>
 * WAITING --start--> OPEN --endLocally--> HALF_CLOSED --close--> CLOSED
 *    |                 |                                           ^
 *    +-----close-------+-------------------close-------------------+
 * </pre>
 *
 * A second start or a local end before the start is our bug and throws. A local end or a
 * second close after the close is a harmless race and says so.
 */
@OnEventLoop
class StreamState {

	private State state = State.WAITING;

	final void start() {
		if (this.state != State.WAITING) {
			throw new IllegalStateException("a stream that is " + this.state + " cannot start");
		}
		this.state = State.OPEN;
	}

	/**
	 * END_STREAM is written.
	 */
	final void endLocally() {
		if (this.state != State.OPEN) {
			throw new IllegalStateException("a stream that is " + this.state + " cannot send END_STREAM");
		}
		this.state = State.HALF_CLOSED;
	}

	/**
	 * The stream is over, for whatever reason.
	 * @return what there was to close
	 */
	final Closed close() {
		Closed closed = switch (this.state) {
			case WAITING -> Closed.BEFORE_START;
			case OPEN -> Closed.WHILE_SENDING;
			case HALF_CLOSED -> Closed.WHILE_RECEIVING;
			case CLOSED -> Closed.ALREADY;
		};
		this.state = State.CLOSED;
		return closed;
	}

	final boolean isWaiting() {
		return this.state == State.WAITING;
	}

	/**
	 * Whether DATA may be sent.
	 */
	final boolean maySend() {
		return this.state == State.OPEN;
	}

	final boolean isClosed() {
		return this.state == State.CLOSED;
	}

	@Override
	public String toString() {
		return this.state.name();
	}

	/**
	 * What a close found.
	 */
	enum Closed {

		/** It was closed before: a harmless race. */
		ALREADY,
		/** The peer does not know of it. */
		BEFORE_START,
		/** Our side was still open. */
		WHILE_SENDING,
		/** Our side had ended. */
		WHILE_RECEIVING

	}

	private enum State {

		WAITING, OPEN, HALF_CLOSED, CLOSED

	}

}
