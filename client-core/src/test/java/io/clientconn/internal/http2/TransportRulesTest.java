package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamOutcome.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.clientconn.internal.http2.FrameNumbers.CONTINUATION;
import static io.clientconn.internal.http2.FrameNumbers.HEADERS;
import static io.clientconn.internal.http2.FrameNumbers.MAX_CONCURRENT_STREAMS;
import static io.clientconn.internal.http2.FrameNumbers.MAX_FRAME_SIZE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of the reference that no other test pins: what a status or an error code on
 * the wire means for the call, limits that change, GOAWAY in its forms, the last second.
 */
class TransportRulesTest {

	private final ScriptedPeer peer = ScriptedPeer.ready();

	private final RecordingStreamListener listener = new RecordingStreamListener();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	private Status status() {
		return this.listener.outcome().status();
	}

	@ParameterizedTest
	@CsvSource({ "NO_ERROR, INTERNAL", "PROTOCOL_ERROR, INTERNAL", "INTERNAL_ERROR, INTERNAL",
			"FLOW_CONTROL_ERROR, INTERNAL", "SETTINGS_TIMEOUT, INTERNAL", "STREAM_CLOSED, INTERNAL",
			"FRAME_SIZE_ERROR, INTERNAL", "REFUSED_STREAM, UNAVAILABLE", "CANCEL, CANCELLED",
			"COMPRESSION_ERROR, INTERNAL", "CONNECT_ERROR, INTERNAL", "ENHANCE_YOUR_CALM, RESOURCE_EXHAUSTED",
			"INADEQUATE_SECURITY, PERMISSION_DENIED", "HTTP_1_1_REQUIRED, INTERNAL" })
	void aResetStreamHasTheStatusOfItsCode(Http2Error error, StatusCode code) {
		this.peer.open("x", this.listener);
		this.peer.reset(1, error);
		assertThat(status().code()).isEqualTo(code);
		assertThat(status().description()).contains("stream terminated by RST_STREAM with error code: " + error);
		assertThat(this.listener.outcome().http2Error()).isEqualTo(error.code());
		assertThat(this.listener.outcome().progress())
			.isEqualTo((error == Http2Error.REFUSED_STREAM) ? Progress.REFUSED : Progress.PROCESSED);
	}

	@ParameterizedTest
	@CsvSource({ "200, UNKNOWN", "204, UNKNOWN", "302, UNKNOWN", "400, INTERNAL", "401, UNAUTHENTICATED",
			"403, PERMISSION_DENIED", "404, UNIMPLEMENTED", "418, UNKNOWN", "429, UNAVAILABLE", "500, UNKNOWN",
			"502, UNAVAILABLE", "503, UNAVAILABLE", "504, UNAVAILABLE", "999, UNKNOWN", "99, UNKNOWN", "5000, UNKNOWN",
			"abc, INTERNAL", "-1, INTERNAL", "99999999999, INTERNAL" })
	void anAnswerThatIsNotGrpcHasTheStatusOfItsHttpStatus(String httpStatus, StatusCode code) {
		this.peer.open("x", this.listener);
		this.peer.headers(1, true, ":status", httpStatus, "content-type", "text/html");
		assertThat(status().code()).isEqualTo(code);
		assertThat(status().description()).contains(httpStatus).contains("unexpected content-type \"text/html\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "200", "404", "503" })
	void theHttpStatusOfAGrpcAnswerSaysNothing(String httpStatus) {
		this.peer.open("x", this.listener);
		this.peer.headers(1, false, ":status", httpStatus, "content-type", "application/grpc+proto");
		this.peer.trailers(1);
		assertThat(status()).isEqualTo(Status.OK);
	}

	@Test
	void aBodyInPiecesIsQuotedWhole() {
		this.peer.open("x", this.listener);
		this.peer.headers(1, false, ":status", "502");
		for (String piece : new String[] { "bad ", "gate", "", "way" }) {
			this.peer.data(1, false, piece.getBytes(StandardCharsets.US_ASCII));
		}
		assertThat(this.listener.outcomeNow()).isNull();
		this.peer.data(1, true, new byte[0]);
		assertThat(status().description()).endsWith("\ndata: \"bad gateway\"");
		assertThat(status().code()).isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void aBodyMayEndWithTrailers() {
		this.peer.open("x", this.listener);
		this.peer.headers(1, false, ":status", "502");
		this.peer.data(1, false, "gone".getBytes(StandardCharsets.US_ASCII));
		this.peer.headers(1, true, "grpc-status", "0");
		assertThat(status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(status().description()).endsWith("\ndata: \"gone\"");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1023, 1024 })
	void aBodyIsQuotedUpToAKibibyte(int size) {
		this.peer.open("x", this.listener);
		this.peer.headers(1, false, ":status", "502");
		this.peer.data(1, false, "x".repeat(size).getBytes(StandardCharsets.US_ASCII));
		assertThat(this.listener.outcomeNow() != null).isEqualTo(size == 1024);
		this.peer.data(1, true, "yz".getBytes(StandardCharsets.US_ASCII));
		assertThat(status().description()).endsWith("x".repeat(size) + "y".repeat(1024 - size) + "\"");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void headersOfAnAnswerMayContinue(boolean end) {
		this.peer.open("x", this.listener);
		byte[] type = "application/grpc".getBytes(StandardCharsets.US_ASCII);
		ByteBuf block = Unpooled.buffer().writeByte(0x88).writeByte(0x0f).writeByte(0x10).writeByte(type.length);
		block.writeBytes(type).writeByte(0).writeByte(11).writeBytes("grpc-status".getBytes(StandardCharsets.US_ASCII));
		block.writeByte(1).writeByte('5');
		this.peer.frame(HEADERS, end ? 1 : 0, 1, block.readRetainedSlice(1));
		this.peer.frame(CONTINUATION, 0, 1, block.readRetainedSlice(10));
		this.peer.frame(CONTINUATION, 0, 1, block.readRetainedSlice(15));
		assertThat(this.listener.events()).isEmpty();
		this.peer.frame(CONTINUATION, 4, 1, block);
		assertThat(this.listener.events()).startsWith(end ? "closed(NOT_FOUND)" : "headers");
	}

	@Test
	void aLoweredLimitHoldsNewStreamsAndEndsNone() {
		this.peer.settings(MAX_CONCURRENT_STREAMS, 2);
		this.peer.call();
		this.peer.call();
		this.peer.settings(MAX_CONCURRENT_STREAMS, 1);
		this.peer.open("x", this.listener);
		this.peer.written();
		this.peer.answer(1);
		assertThat(this.peer.written()).isEmpty();
		this.peer.answer(3);
		assertThat(this.peer.written()).containsExactly("HEADERS 5", "DATA 5 6 END");
	}

	@Test
	void aLimitOfZeroHoldsEveryNewStreamUntilItsDeadline() {
		RecordingStreamListener open = this.peer.call();
		this.peer.settings(MAX_CONCURRENT_STREAMS, 0);
		long deadline = this.peer.scheduler.nanoTime() + 1_000_000;
		this.peer.open(new OpenRequest("/a/B", null, Metadata.EMPTY, deadline, true, 100, null, null), "x",
				this.listener);
		this.peer.written();
		this.peer.answer(1);
		assertThat(open.outcome().status()).isEqualTo(Status.OK);
		assertThat(this.peer.written()).isEmpty();
		this.peer.scheduler.advance(Duration.ofMillis(2));
		this.peer.settings(MAX_CONCURRENT_STREAMS, 1);
		assertThat(status().code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK");
	}

	@Test
	void theTimeoutThatIsSentIsWhatIsLeftWhenTheHeadersAreWritten() {
		this.peer.settings(MAX_CONCURRENT_STREAMS, 1);
		this.peer.call();
		long deadline = this.peer.scheduler.nanoTime() + Duration.ofSeconds(10).toNanos();
		this.peer.open(new OpenRequest("/a/B", null, Metadata.EMPTY, deadline, true, 100, null, null), "x",
				this.listener);
		this.peer.scheduler.advance(Duration.ofSeconds(3));
		this.peer.written();
		this.peer.answer(1);
		assertThat(this.peer.written()).containsExactly("HEADERS 3", "DATA 3 6 END");
		assertThat(this.peer.lastHeaders()).contains("grpc-timeout: 7000000u");
	}

	@Test
	void aGoAwayWithANumberThatIsNoneOfOursIsAViolation() {
		this.peer.open("x", this.listener);
		this.peer.goAway(2, Http2Error.NO_ERROR, "");
		assertThat(status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(status().description()).contains("GOAWAY with a last stream id that grows or is even");
		assertThat(this.peer.written()).contains("GOAWAY 0 PROTOCOL_ERROR ");
	}

	@Test
	void settingsWithoutALimitKeepTheOneThereIs() {
		this.peer.settings(MAX_CONCURRENT_STREAMS, 0);
		this.peer.settings(MAX_FRAME_SIZE, 20_000);
		this.peer.open("x", this.listener);
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK", "SETTINGS ACK");
	}

	@Test
	void waitersOfAConnectionThatDrainsWereNeverSent() {
		this.peer.settings(MAX_CONCURRENT_STREAMS, 1);
		RecordingStreamListener open = this.peer.call();
		this.peer.open("x", this.listener);
		this.peer.goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR, "");
		assertThat(this.listener.outcome().progress()).isEqualTo(Progress.NOT_SENT);
		assertThat(open.outcomeNow()).isNull();
	}

	@Test
	void waitersOfAShutDownConnectionWereNeverSent() {
		this.peer.settings(MAX_CONCURRENT_STREAMS, 1);
		this.peer.call();
		this.peer.open("x", this.listener);
		this.peer.transport().shutdown(Status.unavailable("idle"));
		this.peer.run();
		assertThat(this.listener.outcome().progress()).isEqualTo(Progress.NOT_SENT);
	}

	@Test
	void aGoAwayWithoutCallsEndsTheConnectionAtOnce() {
		this.peer.goAway(0, Http2Error.NO_ERROR, "max_age");
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 NO_ERROR client transport shutdown");
		assertThat(this.peer.life.events()).containsExactly("ready", "draining", "closed");
	}

	@ParameterizedTest
	@EnumSource(Http2Error.class)
	void aGoAwayOfAnyCodeRefusesWhatTheServerDidNotSee(Http2Error error) {
		RecordingStreamListener seen = this.peer.call();
		this.peer.open("x", this.listener);
		this.peer.goAway(1, error, "");
		assertThat(this.listener.outcome().progress()).isEqualTo(Progress.REFUSED);
		assertThat(this.listener.outcome().http2Error()).isEqualTo(error.code());
		assertThat(status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		this.peer.answer(1);
		assertThat(seen.outcome().status()).isEqualTo(Status.OK);
	}

	@ParameterizedTest
	@CsvSource({ "16384, 16384, 3", "30000, 30000, 2", "16777215, 40145, 1" })
	void headersAreCutToTheLargestFrameOfThePeer(int allowed, int largest, int frames) {
		this.peer.settings(MAX_FRAME_SIZE, allowed);
		this.peer.written();
		Metadata large = Metadata.of("k", "~".repeat(40_000));
		this.peer.open(new OpenRequest("/a/B", null, large, 0, false, 100, null, null), null, this.listener);
		List<Integer> sizes = frameSizes();
		assertThat(sizes).hasSize(frames).allMatch((size) -> size <= allowed);
		assertThat(sizes.get(0)).isCloseTo(largest, org.assertj.core.data.Offset.offset(200));
	}

	private List<Integer> frameSizes() {
		ByteBuf all = Unpooled.buffer();
		for (ByteBuf next = this.peer.channel.readOutbound(); next != null; next = this.peer.channel.readOutbound()) {
			all.writeBytes(next);
			next.release();
		}
		List<Integer> sizes = new ArrayList<>();
		while (all.isReadable()) {
			int size = all.readUnsignedMedium();
			sizes.add(size);
			all.skipBytes(6 + size);
		}
		all.release();
		return sizes;
	}

	@Test
	void dataFramesStaySmallWhateverThePeerTakes() {
		this.peer.settings(MAX_FRAME_SIZE, 100_000);
		this.peer.written();
		this.peer.open("x".repeat(40_000), this.listener);
		assertThat(this.peer.written()).containsExactly("HEADERS 1", "DATA 1 16384", "DATA 1 16384", "DATA 1 7237 END");
	}

	@Test
	void aCloseWhoseLastBytesAreStuckTakesOneSecond() {
		this.peer.call();
		this.peer.written();
		this.peer.channel.pipeline().addFirst(new Stuck());
		this.peer.transport().close(Status.unavailable("enough"));
		this.peer.run();
		this.peer.scheduler.advance(Duration.ofMillis(999));
		this.peer.run();
		assertThat(this.peer.channel.isOpen()).isTrue();
		this.peer.scheduler.advance(Duration.ofMillis(1));
		this.peer.run();
		assertThat(this.peer.channel.isOpen()).isFalse();
		assertThat(this.peer.life.events()).containsExactly("ready", "closed");
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	/** Swallows what is written and never says so. */
	private static final class Stuck extends ChannelOutboundHandlerAdapter {

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			ReferenceCountUtil.release(message);
		}

	}

}
