package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.internal.wire.MessageDeframer;
import io.clientconn.internal.wire.ResponseHeaders;
import io.clientconn.internal.wire.StatusTrailers;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * Reads one response: headers, messages and trailers go to the listener, and whatever
 * ends the stream is the answer.
 * <p>
 * Owned by the event loop. It never writes a frame and never closes the stream: it
 * returns a {@link StreamEnd}.
 */
@OnEventLoop
final class ResponseReader extends ResponseState implements MessageDeframer.Target {

	/** How much of a body that is not gRPC is quoted. */
	private static final int MOST_BODY = 1024;

	/** The end of nearly every call. */
	private static final StreamEnd OK = StreamEnd.byServer(StreamOutcome.server(Status.OK, Metadata.EMPTY));

	private final StreamListener listener;

	private final MessageDeframer deframer;

	private @Nullable Status notGrpc;

	/** What came of a body that is not gRPC. */
	private @Nullable StringBuilder body;

	/** How long the response says that it is. */
	private long length = ResponseHeaders.NO_LENGTH;

	private long received;

	ResponseReader(StreamListener listener, ByteBufAllocator allocator, int maxInbound) {
		this.listener = listener;
		this.deframer = new MessageDeframer(allocator, maxInbound, this);
	}

	/**
	 * A header block without END_STREAM.
	 * @param headers the block
	 * @return how the stream ends, or null if it goes on
	 */
	@Nullable StreamEnd headers(ResponseHeaders headers) {
		if (headers.hasMisplacedPseudoHeader(false)) {
			return refuse("malformed header: a pseudo-header that does not belong there");
		}
		boolean grpc = headers.isGrpc();
		if (grpc && !headers.hasHttpStatus()) {
			return refuse(withoutStatus(headers));
		}
		return switch (headers(grpc, headers.isInformational())) {
			case IGNORE -> null;
			case DELIVER -> deliver(headers);
			case COLLECT_BODY -> {
				this.notGrpc = NonGrpcAnswer.statusOf(headers);
				yield null;
			}
			case REFUSE -> refuse("a HEADERS frame cannot appear in the middle of a stream");
		};
	}

	/**
	 * A header block with END_STREAM.
	 * @param headers the block
	 * @return how the stream ends
	 */
	StreamEnd trailers(ResponseHeaders headers) {
		if (headers.hasMisplacedPseudoHeader(!isBeforeHeaders())) {
			return refuse("malformed header: a pseudo-header that does not belong there");
		}
		return switch (end(headers.isGrpc() && !headers.isInformational())) {
			case TRAILERS_ONLY -> trailersOnly(headers);
			case TRAILERS -> trailersEnd(headers);
			case NOT_GRPC -> StreamEnd.byServer(transport(NonGrpcAnswer.endStatusOf(headers)));
			case BODY_ENDED -> StreamEnd.byServer(transport(withBody()));
		};
	}

	/**
	 * The payload of a DATA frame.
	 * @param data the bytes, still the caller's
	 * @param end whether it carries END_STREAM
	 * @return how the stream ends, or null if it goes on
	 */
	@Nullable StreamEnd data(ByteBuf data, boolean end) {
		return switch (data()) {
			case MESSAGES -> messages(data, end);
			case BODY -> body(data, end);
			case REFUSE -> refuse("a DATA frame came before the response headers");
		};
	}

	@Override
	public void message(ByteBuf message, boolean compressed) {
		this.listener.message(message, compressed);
	}

	/**
	 * Whether the response headers have come.
	 */
	boolean hasBegun() {
		return !isBeforeHeaders();
	}

	/**
	 * How many bytes of the current message have not arrived.
	 */
	int missing() {
		return this.deframer.missing();
	}

	void close() {
		this.deframer.close();
	}

	private @Nullable StreamEnd deliver(ResponseHeaders headers) {
		if (headers.malformed() != null) {
			return refuse("transport: " + headers.malformed());
		}
		this.length = headers.contentLength();
		this.listener.headers(headers.custom(), headers.encoding());
		return null;
	}

	private StreamEnd trailersOnly(ResponseHeaders trailers) {
		if (!trailers.hasHttpStatus()) {
			return refuse(withoutStatus(trailers));
		}
		this.length = trailers.contentLength();
		return trailersEnd(trailers);
	}

	private StreamEnd trailersEnd(ResponseHeaders trailers) {
		if (hasOtherLength(true)) {
			return refuse(otherLength());
		}
		if (trailers.malformed() != null) {
			return StreamEnd.byServer(transport(Status.internal("transport: " + trailers.malformed())));
		}
		Status status = StatusTrailers.statusOf(trailers);
		if (status.isOk() && this.deframer.isInsideMessage()) {
			return StreamEnd.byServer(transport(truncated()));
		}
		if (!StatusTrailers.hasStatus(trailers)) {
			return StreamEnd.byServer(new StreamOutcome(status, trailers.custom(), Progress.PROCESSED,
					CallOutcome.Origin.TRANSPORT, CallOutcome.NO_HTTP2_ERROR));
		}
		return (status.equals(Status.OK) && trailers.custom().isEmpty()) ? OK
				: StreamEnd.byServer(StreamOutcome.server(status, trailers.custom()));
	}

	private @Nullable StreamEnd messages(ByteBuf data, boolean end) {
		this.received += data.readableBytes();
		if (hasOtherLength(end)) {
			return refuse(otherLength());
		}
		Status failure = this.deframer.read(data);
		if (failure != null && failure.code() == StatusCode.RESOURCE_EXHAUSTED) {
			return StreamEnd.byReset(StreamOutcome.local(failure, Progress.PROCESSED), Http2Error.CANCEL);
		}
		if (failure != null) {
			return StreamEnd.byReset(transport(failure), Http2Error.PROTOCOL_ERROR);
		}
		if (!end) {
			return null;
		}
		return StreamEnd.byServer(transport(this.deframer.isInsideMessage() ? truncated()
				: Status.internal("server closed the stream without sending trailers")));
	}

	private @Nullable StreamEnd body(ByteBuf data, boolean end) {
		StringBuilder text = (this.body != null) ? this.body : new StringBuilder(0);
		this.body = text;
		int length = Math.min(data.readableBytes(), MOST_BODY - text.length());
		text.append(data.readCharSequence(length, StandardCharsets.ISO_8859_1));
		if (end) {
			return StreamEnd.byServer(transport(withBody()));
		}
		return (text.length() < MOST_BODY) ? null : StreamEnd.byReset(transport(withBody()), Http2Error.PROTOCOL_ERROR);
	}

	private Status withBody() {
		Status status = (this.notGrpc != null) ? this.notGrpc : Status.internal("the answer is not gRPC");
		return (this.body == null || this.body.isEmpty()) ? status
				: status.withDescription(status.description() + "\ndata: \"" + Printable.of(this.body) + "\"");
	}

	/**
	 * Whether the response is not as long as it said (RFC 9113 section 8.1.1).
	 */
	private boolean hasOtherLength(boolean end) {
		return this.length != ResponseHeaders.NO_LENGTH
				&& (end ? this.received != this.length : this.received > this.length);
	}

	private String otherLength() {
		return "malformed response: its content-length is " + this.length + ", but " + this.received
				+ " bytes of DATA came";
	}

	private static String withoutStatus(ResponseHeaders headers) {
		String status = headers.httpStatus();
		return (status == null) ? "malformed header: missing HTTP status"
				: "malformed header: HTTP status \"" + Printable.of(status) + "\"";
	}

	private static Status truncated() {
		return Status.internal("unexpected EOF: the response ended inside a message");
	}

	private static StreamEnd refuse(String text) {
		long code = Http2Error.PROTOCOL_ERROR.code();
		return StreamEnd.byReset(StreamOutcome.transport(Status.internal(text), Progress.PROCESSED, code),
				Http2Error.PROTOCOL_ERROR);
	}

	private static StreamOutcome transport(Status status) {
		return StreamOutcome.transport(status, Progress.PROCESSED, CallOutcome.NO_HTTP2_ERROR);
	}

}
