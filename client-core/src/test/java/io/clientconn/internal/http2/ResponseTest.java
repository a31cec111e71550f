package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that a server may answer, step by step as gRPC reads it.
 */
class ResponseTest {

	private final ScriptedPeer peer = ScriptedPeer.ready();

	private final RecordingStreamListener listener = new RecordingStreamListener();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	@Test
	void headersMessageAndTrailersMakeAResponse() {
		unary();
		this.peer.responseHeaders(1);
		this.peer.message(1, "hello");
		this.peer.trailers(1, "k", "v");
		assertThat(this.listener.events()).containsExactly("headers", "pass", "message(5)", "pass", "closed(OK)",
				"pass");
		assertThat(outcome().trailers().get("k")).isEqualTo("v");
		assertThat(outcome().origin()).isEqualTo(CallOutcome.Origin.SERVER);
		assertThat(this.peer.written()).isEmpty();
	}

	@Test
	void aMessageMayComeByteByByte() {
		unary();
		this.peer.responseHeaders(1);
		for (byte b : new byte[] { 0, 0, 0, 0, 3, 'a', 'b', 'c' }) {
			this.peer.data(1, false, new byte[] { b });
		}
		this.peer.trailers(1);
		assertThat(this.listener.events()).contains("message(3)", "closed(OK)");
	}

	@Test
	void trailersAloneAreAResponse() {
		unary();
		this.peer.headers(1, true, ":status", "200", "content-type", "application/grpc", "grpc-status", "5",
				"grpc-message", "not%20here");
		assertThat(this.listener.events()).containsExactly("closed(NOT_FOUND)", "pass");
		assertThat(outcome().status().description()).isEqualTo("not here");
	}

	@Test
	void trailersWhileWeStillSendAreAnsweredWithAQuietReset() {
		this.peer.open(null, this.listener);
		this.peer.written();
		this.peer.responseHeaders(1);
		this.peer.trailers(1);
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 NO_ERROR");
	}

	@Test
	void informationalHeadersAreIgnored() {
		unary();
		this.peer.headers(1, false, ":status", "103", "link", "x");
		this.peer.responseHeaders(1);
		this.peer.trailers(1);
		assertThat(this.listener.events()).contains("headers", "closed(OK)");
	}

	@Test
	void informationalHeadersMustNotEndTheStream() {
		unary();
		this.peer.headers(1, true, ":status", "103");
		assertEnded(StatusCode.INTERNAL,
				"protocol error: informational header with status code 103 must not have END_STREAM set");
	}

	@Test
	void aProxyThatAnswersIsQuoted() {
		unary();
		this.peer.headers(1, false, ":status", "503", "content-type", "text/html");
		this.peer.data(1, true, "<h1>\"no\"</h1>".getBytes(StandardCharsets.US_ASCII));
		assertEnded(StatusCode.UNAVAILABLE,
				"unexpected HTTP status code received from server: 503 (Service Unavailable); "
						+ "transport: received unexpected content-type \"text/html\"\ndata: \"<h1>\\\"no\\\"</h1>\"");
	}

	@Test
	void aLongBodyIsCutAndTheStreamReset() {
		unary();
		this.peer.headers(1, false, ":status", "404");
		byte[] body = new byte[5000];
		Arrays.fill(body, (byte) 'x');
		this.peer.data(1, false, body);
		assertEnded(StatusCode.UNIMPLEMENTED, "unexpected HTTP status code received from server: 404 (Not Found); "
				+ "malformed header: missing HTTP content-type\ndata: \"" + "x".repeat(1024) + "\"");
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
	}

	@Test
	void headersWithoutAnyStatusAreMalformed() {
		unary();
		this.peer.headers(1, true, "server", "x");
		assertEnded(StatusCode.INTERNAL,
				"malformed header: missing HTTP status; malformed header: missing HTTP content-type");
	}

	@Test
	void aStatusThatIsNoNumberIsUnknown() {
		unary();
		this.peer.headers(1, true, ":status", "200", "content-type", "application/grpc", "grpc-status", "many");
		assertEnded(StatusCode.UNKNOWN, "transport: malformed grpc-status: \"many\" is not a number");
	}

	@Test
	void trailersWithoutStatusAreUnknown() {
		unary();
		this.peer.responseHeaders(1);
		this.peer.headers(1, true, "k", "v");
		assertEnded(StatusCode.UNKNOWN, "the server ended the call without grpc-status");
	}

	@Test
	void aBinaryHeaderThatIsNoBase64EndsTheCall() {
		unary();
		this.peer.headers(1, false, ":status", "200", "content-type", "application/grpc", "k-bin", "a");
		assertThat(outcome().status().code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(outcome().status().description())
			.startsWith("peer " + ScriptedPeer.PEER + ": transport: malformed k-bin");
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
	}

	@Test
	void headersInTheMiddleOfAStreamEndIt() {
		unary();
		this.peer.responseHeaders(1);
		this.peer.responseHeaders(1);
		assertEnded(StatusCode.INTERNAL, "a HEADERS frame cannot appear in the middle of a stream");
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
	}

	@Test
	void dataBeforeHeadersEndsTheStream() {
		unary();
		this.peer.message(1, "early");
		assertEnded(StatusCode.INTERNAL, "a DATA frame came before the response headers");
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
	}

	@Test
	void dataThatEndsTheStreamLacksTrailers() {
		unary();
		this.peer.responseHeaders(1);
		this.peer.data(1, true, new byte[] { 0, 0, 0, 0, 0 });
		assertThat(this.listener.events()).contains("message(0)");
		assertEnded(StatusCode.INTERNAL, "server closed the stream without sending trailers");
	}

	@Test
	void aResponseCutInsideAMessageIsTruncated() {
		unary();
		this.peer.responseHeaders(1);
		this.peer.data(1, false, new byte[] { 0, 0, 0, 0, 9, 1 });
		this.peer.trailers(1);
		assertEnded(StatusCode.INTERNAL, "unexpected EOF: the response ended inside a message");
	}

	@Test
	void aMessageOverTheLimitIsRefusedByItsPrefixAlone() {
		this.peer.open(ScriptedPeer.request(10), "x", this.listener);
		this.peer.written();
		this.peer.responseHeaders(1);
		this.peer.data(1, false, new byte[] { 0, 0, 0, 0, 11 });
		assertEnded(StatusCode.RESOURCE_EXHAUSTED, "received message larger than max (11 vs. 10)");
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 CANCEL");
	}

	@Test
	void aHeaderListOverOurLimitEndsItsStreamOnly() {
		unary();
		RecordingStreamListener other = new RecordingStreamListener();
		this.peer.open("x", other);
		this.peer.written();
		this.peer.headers(1, false, ":status", "200", "content-type", "application/grpc", "k", "v".repeat(9000));
		assertEnded(StatusCode.INTERNAL, "peer header list size exceeded limit");
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 FRAME_SIZE_ERROR");
		this.peer.responseHeaders(3);
		this.peer.trailers(3);
		assertThat(other.outcome().status().isOk()).isTrue();
	}

	@Test
	void aConnectionHeaderIsMalformed() {
		unary();
		this.peer.headers(1, false, ":status", "200", "content-type", "application/grpc", "connection", "close");
		assertThat(outcome().status().code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
	}

	@Test
	void pseudoHeadersDoNotBelongIntoTrailers() {
		unary();
		this.peer.responseHeaders(1);
		this.peer.headers(1, true, ":status", "200", "grpc-status", "0");
		assertThat(outcome().status().code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
	}

	@Test
	void refusedStreamsMayGoElsewhere() {
		unary();
		this.peer.reset(1, Http2Error.REFUSED_STREAM);
		assertEnded(StatusCode.UNAVAILABLE, "stream terminated by RST_STREAM with error code: REFUSED_STREAM");
		assertThat(outcome().progress()).isEqualTo(StreamOutcome.Progress.REFUSED);
		assertThat(outcome().http2Error()).isEqualTo(7);
		assertThat(this.peer.written()).isEmpty();
	}

	@Test
	void aCancelAfterOurDeadlineIsTheDeadline() {
		long deadline = this.peer.scheduler.nanoTime() + 1_000_000;
		this.peer.open(new OpenRequest("/a/B", null, Metadata.EMPTY, deadline, true, 100, null, null), "x",
				this.listener);
		assertThat(this.peer.written()).containsExactly("HEADERS 1", "DATA 1 6 END");
		assertThat(this.peer.lastHeaders()).contains("grpc-timeout: 1000000n");
		this.peer.scheduler.advance(Duration.ofMillis(2));
		this.peer.reset(1, Http2Error.CANCEL);
		assertThat(outcome().status().code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
	}

	@Test
	void everyEventOfOneReadEndsInOnePass() {
		unary();
		ByteBuf both = headBytes();
		ByteBuf data = dataBytes();
		both.writeBytes(data);
		data.release();
		this.peer.bytes(both);
		assertThat(this.listener.events()).containsExactly("headers", "message(0)", "pass");
	}

	@Test
	void theConnectionIsCreditedThoughTheApplicationReadsNothing() {
		this.listener.awaiting(false);
		unary();
		this.peer.responseHeaders(1);
		this.peer.data(1, false, new byte[16_383]);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 0 16383");
	}

	@Test
	void aStreamIsCreditedAtAQuarterOfItsWindow() {
		this.listener.awaiting(false);
		TransportStream stream = unary();
		this.peer.responseHeaders(1);
		this.peer.data(1, false, new byte[16_384]);
		this.peer.written();
		stream.consumed(16_382);
		assertThat(this.peer.written()).isEmpty();
		stream.consumed(1);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 1 16383");
	}

	@Test
	void creditInSmallPiecesAddsUp() {
		this.listener.awaiting(false);
		TransportStream stream = unary();
		this.peer.responseHeaders(1);
		for (int round = 0; round < 3; round++) {
			this.peer.data(1, false, new byte[16_384]);
			this.peer.written();
			for (int i = 0; i < 16_380; i += 5) {
				stream.consumed(5);
			}
			stream.consumed(2);
			assertThat(this.peer.written()).isEmpty();
			stream.consumed(1);
			assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 1 16383");
		}
	}

	@Test
	void whoLooksAgainTakesTheCollectedCreditAlong() {
		this.listener.awaiting(false);
		TransportStream stream = unary();
		this.peer.responseHeaders(1);
		byte[] message = new byte[16_384];
		message[2] = 1;
		message[3] = (byte) 0x86;
		message[4] = (byte) 0xa0;
		this.peer.data(1, false, message);
		this.peer.written();
		stream.consumed(1_000);
		assertThat(this.peer.written()).isEmpty();
		this.listener.awaiting(true);
		stream.consumed(0);
		int lacking = 5 + 100_000 - 65_535;
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 1 " + lacking);
		stream.consumed(lacking - 1_000);
		assertThat(this.peer.written()).as("pays back what was lent").isEmpty();
		stream.consumed(16_383);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 1 16383");
	}

	@Test
	void moreDataThanTheWindowEndsTheStream() {
		this.listener.awaiting(false);
		this.peer.open(ScriptedPeer.request(1_000_000), "x", this.listener);
		this.peer.responseHeaders(1);
		byte[] start = new byte[16_384];
		start[2] = 15;
		this.peer.data(1, false, start);
		for (int i = 0; i < 3; i++) {
			this.peer.data(1, false, new byte[16_384]);
		}
		assertEnded(StatusCode.INTERNAL, "received 65536-bytes data exceeding the limit 65535 bytes");
		assertThat(this.peer.written()).contains("RST_STREAM 1 FLOW_CONTROL_ERROR");
	}

	@Test
	void aMessageLargerThanTheWindowGetsRoomWhenItIsAwaited() {
		this.listener.awaiting(false);
		TransportStream stream = unary();
		this.peer.responseHeaders(1);
		this.peer.data(1, false, new byte[] { 0, 0, 1, (byte) 0x86, (byte) 0xa0 });
		assertThat(this.peer.written()).isEmpty();
		this.listener.awaiting(true);
		stream.consumed(0);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 1 " + (100_000 - 65_530));
	}

	@Test
	void paddingIsCreditedAtOnce() {
		this.listener.awaiting(false);
		unary();
		this.peer.responseHeaders(1);
		for (int i = 0; i < 64; i++) {
			this.peer.frame(0, 8, 1, Unpooled.buffer().writeByte(255).writeZero(255));
		}
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 0 16384", "WINDOW_UPDATE 1 16384");
	}

	private TransportStream unary() {
		TransportStream stream = this.peer.open("x", this.listener);
		this.peer.written();
		return stream;
	}

	private ByteBuf headBytes() {
		// :status 200, content-type application/grpc as literals without indexing
		byte[] type = "application/grpc".getBytes(StandardCharsets.US_ASCII);
		ByteBuf block = Unpooled.buffer().writeByte(0x88).writeByte(0x0f).writeByte(0x10);
		block.writeByte(type.length).writeBytes(type);
		return head(block, 1, 4);
	}

	private ByteBuf dataBytes() {
		return head(Unpooled.buffer().writeZero(5), 0, 0);
	}

	private ByteBuf head(ByteBuf payload, int type, int flags) {
		ByteBuf frame = this.peer.memory.allocator().buffer();
		frame.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags).writeInt(1).writeBytes(payload);
		payload.release();
		return frame;
	}

	private StreamOutcome outcome() {
		return this.listener.outcome();
	}

	private void assertEnded(StatusCode code, String description) {
		assertEndedByServer(code, "peer " + ScriptedPeer.PEER + ": " + description);
	}

	private void assertEndedByServer(StatusCode code, String description) {
		StreamOutcome outcome = this.listener.outcomeNow();
		assertThat(outcome).as("the stream has ended; events %s", this.listener.events()).isNotNull();
		assertThat(outcome.status().code()).isEqualTo(code);
		assertThat(outcome.status().description()).isEqualTo(description);
	}

}
