package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;

/**
 * The order in which a response may come: headers, messages, trailers.
 * <p>
 * Owned by the event loop; pure. The reader of a response extends it, so that it costs no
 * object of its own. Everything that it refuses is the peer's violation and has an answer
 * of its own.
 *
 * <pre>
 * NOTHING --1xx--> NOTHING
 *    |--gRPC headers--> MESSAGES --trailers--> ENDED
 *    |--other headers--> BODY --END_STREAM--> ENDED
 *    +--headers with END_STREAM--> ENDED
 * </pre>
 */
@OnEventLoop
class ResponseState {

	private Phase phase = Phase.NOTHING;

	/**
	 * A header block without END_STREAM.
	 * @param grpc whether its content type is that of gRPC
	 * @param informational whether its status is 1xx
	 * @return what to do
	 */
	final OnHeaders headers(boolean grpc, boolean informational) {
		if (this.phase != Phase.NOTHING) {
			return OnHeaders.REFUSE;
		}
		if (informational) {
			return OnHeaders.IGNORE;
		}
		if (grpc) {
			this.phase = Phase.MESSAGES;
			return OnHeaders.DELIVER;
		}
		this.phase = Phase.BODY;
		return OnHeaders.COLLECT_BODY;
	}

	/**
	 * A header block with END_STREAM.
	 * @param grpc whether it is a response of gRPC
	 * @return what it is
	 */
	final OnEnd end(boolean grpc) {
		OnEnd answer = switch (this.phase) {
			case NOTHING -> grpc ? OnEnd.TRAILERS_ONLY : OnEnd.NOT_GRPC;
			case MESSAGES -> OnEnd.TRAILERS;
			case BODY, ENDED -> OnEnd.BODY_ENDED;
		};
		this.phase = Phase.ENDED;
		return answer;
	}

	/**
	 * Whether the response headers are still to come.
	 */
	final boolean isBeforeHeaders() {
		return this.phase == Phase.NOTHING;
	}

	/**
	 * A DATA frame.
	 * @return what it carries
	 */
	final OnData data() {
		return switch (this.phase) {
			case NOTHING -> OnData.REFUSE;
			case MESSAGES -> OnData.MESSAGES;
			case BODY, ENDED -> OnData.BODY;
		};
	}

	@Override
	public String toString() {
		return this.phase.name();
	}

	/** What a header block in the middle asks for. */
	enum OnHeaders {

		/** Nothing: it is a 1xx. */
		IGNORE,
		/** They are the response headers. */
		DELIVER,
		/** Not gRPC: the body may explain. */
		COLLECT_BODY,
		/** They stand where none may. */
		REFUSE

	}

	/** What a last header block is. */
	enum OnEnd {

		/** The whole response. */
		TRAILERS_ONLY,
		/** The end of a response. */
		TRAILERS,
		/** The whole answer of something that is not gRPC. */
		NOT_GRPC,
		/** The end of such an answer. */
		BODY_ENDED

	}

	/** What a DATA frame carries. */
	enum OnData {

		/** Messages. */
		MESSAGES,
		/** The body of something that is not gRPC. */
		BODY,
		/** Nothing that may stand before the headers. */
		REFUSE

	}

	private enum Phase {

		NOTHING, MESSAGES, BODY, ENDED

	}

}
