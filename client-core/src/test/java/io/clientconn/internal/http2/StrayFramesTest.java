package io.clientconn.internal.http2;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.StreamOutcome.Progress;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.clientconn.internal.http2.FrameNumbers.DATA;
import static io.clientconn.internal.http2.FrameNumbers.HEADERS;
import static io.clientconn.internal.http2.FrameNumbers.PRIORITY;
import static io.clientconn.internal.http2.FrameNumbers.RST_STREAM;
import static io.clientconn.internal.http2.FrameNumbers.SETTINGS;
import static io.clientconn.internal.http2.FrameNumbers.UNKNOWN;
import static io.clientconn.internal.http2.FrameNumbers.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames of streams that have ended or never were, frames that break a rule, and storms
 * of RST_STREAM in both directions.
 */
class StrayFramesTest {

	private static final int MANY = 5_000;

	private final ScriptedPeer peer = ScriptedPeer.ready();

	private final RecordingStreamListener listener = new RecordingStreamListener();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	private void assertUsable(int nextStreamId) {
		this.peer.written();
		RecordingStreamListener call = this.peer.call();
		assertThat(this.peer.written()).containsExactly("HEADERS " + nextStreamId, "DATA " + nextStreamId + " 6 END");
		this.peer.answer(nextStreamId);
		assertThat(call.outcome().status()).isEqualTo(Status.OK);
		assertThat(this.peer.life.events()).containsExactly("ready");
	}

	private static ByteBuf payload(int type) {
		return switch (type) {
			case DATA -> Unpooled.buffer().writeZero(10);
			case HEADERS -> Unpooled.buffer().writeByte(0x88);
			case PRIORITY -> Unpooled.buffer().writeInt(0).writeByte(16);
			case RST_STREAM -> Unpooled.buffer().writeInt(8);
			default -> Unpooled.buffer().writeInt(1);
		};
	}

	@ParameterizedTest
	@ValueSource(ints = { DATA, HEADERS, PRIORITY, RST_STREAM, WINDOW_UPDATE, UNKNOWN })
	void aFrameOfAStreamThatTheServerEndedIsPassedOver(int type) {
		this.peer.open("x", this.listener);
		this.peer.answer(1);
		this.peer.frame(type, (type == HEADERS) ? 4 : 0, 1, payload(type));
		assertThat(this.listener.events()).containsExactly("headers", "pass", "closed(OK)", "pass");
		assertUsable(3);
	}

	@ParameterizedTest
	@ValueSource(ints = { DATA, HEADERS, RST_STREAM, WINDOW_UPDATE })
	void aRowOfSuchFramesWithoutEndIsAFlood(int type) {
		this.peer.open("x", this.listener);
		this.peer.answer(1);
		for (int i = 0; i < FloodGuard.USELESS_FRAMES; i++) {
			this.peer.frame(type, (type == HEADERS) ? 4 : 0, 1, payload(type));
			this.peer.written();
		}
		assertThat(this.peer.life.events()).containsExactly("ready");
		this.peer.frame(type, (type == HEADERS) ? 4 : 0, 1, payload(type));
		assertThat(this.peer.life.closedStatus().description()).contains("of streams that have ended");
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 ENHANCE_YOUR_CALM ");
	}

	@Test
	void framesThatCannotBeReadAreCountedOnEndedStreamsToo() {
		this.peer.open("x", this.listener);
		this.peer.answer(1);
		for (int i = 0; i < FloodGuard.USELESS_FRAMES; i++) {
			this.peer.frame(WINDOW_UPDATE, 0, 1, Unpooled.buffer().writeInt(0));
		}
		assertThat(this.peer.life.events()).containsExactly("ready");
		this.peer.frame(WINDOW_UPDATE, 0, 1, Unpooled.buffer().writeInt(0));
		assertThat(this.peer.life.closedStatus().description()).contains("malformed frames of streams that have ended");
	}

	@Test
	void framesThatCannotBeReadEndTheConnectionOnStreamsThatNeverWere() {
		this.peer.headers(7, false, ":status", "200", "k", "v".repeat(9000));
		assertThat(this.peer.life.closedStatus().description())
			.contains("malformed frame of stream 7, which was never opened");
	}

	@Test
	void dataOfAnEndedStreamStillCountsForTheConnection() {
		this.peer.open("x", this.listener);
		this.peer.answer(1);
		this.peer.data(1, false, new byte[16_384]);
		assertThat(this.peer.written()).contains("WINDOW_UPDATE 0 16384").noneMatch((line) -> line.startsWith("RST"));
	}

	@Test
	void headersOfAnEndedStreamStillFeedTheTableOfHeaders() {
		TransportStream stream = this.peer.open("x", this.listener);
		stream.cancel(Status.of(StatusCode.CANCELLED, "enough"));
		this.peer.headers(1, false, ":status", "200", "content-type", "application/grpc", "k", "from before");
		RecordingStreamListener next = this.peer.call();
		this.peer.headers(3, false, ":status", "200", "content-type", "application/grpc", "k", "from before");
		assertThat(next.headers().get("k")).isEqualTo("from before");
	}

	@ParameterizedTest
	@CsvSource({ DATA + ", 5", HEADERS + ", 5", RST_STREAM + ", 5", WINDOW_UPDATE + ", 5", DATA + ", 2",
			HEADERS + ", 2", RST_STREAM + ", 2", WINDOW_UPDATE + ", 2" })
	void aFrameOfAStreamThatNeverWasEndsTheConnection(int type, int streamId) {
		this.peer.open("x", this.listener);
		this.peer.written();
		this.peer.frame(type, (type == HEADERS) ? 4 : 0, streamId, payload(type));
		assertThat(this.listener.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.listener.outcome().status().description())
			.contains("of stream " + streamId + ", which was never opened");
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 PROTOCOL_ERROR ");
	}

	@ParameterizedTest
	@CsvSource({ PRIORITY + ", 1", PRIORITY + ", 77", UNKNOWN + ", 0", UNKNOWN + ", 1", UNKNOWN + ", 77" })
	void priorityAndFramesOfUnknownTypesArePassedOver(int type, int streamId) {
		this.peer.open("x", this.listener);
		this.peer.frame(type, 0, streamId, payload(type));
		this.peer.answer(1);
		assertThat(this.listener.outcome().status()).isEqualTo(Status.OK);
		assertUsable(3);
	}

	@Test
	void aWindowOfAStreamThatGrowsTooFarEndsThatStreamOnly() {
		this.peer.open("x", this.listener);
		this.peer.written();
		this.peer.windowUpdate(1, Integer.MAX_VALUE);
		assertThat(this.listener.outcome().status().code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(this.listener.outcome().status().description()).contains("beyond 2147483647");
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 FLOW_CONTROL_ERROR");
		assertUsable(3);
	}

	@Test
	void anInitialWindowThatMakesAnOpenStreamsTooLargeEndsTheConnection() {
		this.peer.open("x", this.listener);
		this.peer.windowUpdate(1, 1_000);
		this.peer.written();
		this.peer.settings(4, Integer.MAX_VALUE);
		assertThat(this.listener.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 FLOW_CONTROL_ERROR ");
	}

	@ParameterizedTest
	@CsvSource({ "2, 1, PROTOCOL_ERROR", "2, 2, PROTOCOL_ERROR", "4, -1, FLOW_CONTROL_ERROR",
			"5, 16383, PROTOCOL_ERROR", "5, 16777216, PROTOCOL_ERROR" })
	void aSettingThatMayNotBeEndsTheConnection(int id, int value, Http2Error error) {
		this.peer.open("x", this.listener);
		this.peer.written();
		this.peer.settings(id, value);
		assertThat(this.listener.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 " + error + " ");
	}

	@Test
	void aSettingThatNobodyKnowsIsPassedOver() {
		this.peer.settings(0x4711, 1);
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK");
		assertUsable(1);
	}

	@ParameterizedTest
	@CsvSource({ SETTINGS + ", 0, 5", SETTINGS + ", 1, 6", RST_STREAM + ", 0, 3", WINDOW_UPDATE + ", 0, 5", "6, 0, 9" })
	void aFrameOfAWrongSizeEndsTheConnection(int type, int flags, int size) {
		this.peer.open("x", this.listener);
		this.peer.written();
		this.peer.frame(type, flags, (type == RST_STREAM) ? 1 : 0, Unpooled.buffer().writeZero(size));
		assertThat(this.listener.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 FRAME_SIZE_ERROR ");
	}

	@Test
	void aFrameLargerThanWeTakeEndsTheConnectionBeforeItIsRead() {
		this.peer.open("x", this.listener);
		this.peer.written();
		this.peer
			.bytes(this.peer.memory.allocator().buffer().writeMedium(16_385).writeByte(DATA).writeZero(1).writeInt(1));
		assertThat(this.listener.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 FRAME_SIZE_ERROR ");
	}

	@Test
	void dataThatEndsAStreamOnWhichWeStillSendIsAnsweredWithAQuietReset() {
		this.peer.open(null, this.listener);
		this.peer.responseHeaders(1);
		this.peer.written();
		this.peer.data(1, true, new byte[0]);
		assertThat(this.listener.outcome().status().code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 NO_ERROR");
	}

	@ParameterizedTest
	@CsvSource({ "REFUSED_STREAM, REFUSED", "CANCEL, PROCESSED" })
	void aServerMayResetThousandsOfStreamsInOneRead(Http2Error error, Progress progress) {
		List<RecordingStreamListener> calls = open(MANY);
		this.peer.written();
		ByteBuf storm = this.peer.memory.allocator().buffer();
		for (int i = 0; i < MANY; i++) {
			storm.writeMedium(4).writeByte(RST_STREAM).writeByte(0).writeInt(2 * i + 1).writeInt((int) error.code());
		}
		this.peer.bytes(storm);
		assertThat(calls).allMatch((call) -> call.outcome().progress() == progress);
		assertThat(this.peer.written()).isEmpty();
		assertThat(this.peer.connection.table().isEmpty()).isTrue();
		assertUsable(2 * MANY + 1);
	}

	@Test
	void callsThatWaitTakeTheRoomOfEachOneThatIsReset() {
		this.peer.settings(3, 1);
		List<RecordingStreamListener> calls = open(MANY);
		for (int i = 0; i < MANY; i++) {
			this.peer.reset(2 * i + 1, Http2Error.ENHANCE_YOUR_CALM);
			assertThat(calls.get(i).outcomeNow()).isNotNull();
			this.peer.written();
		}
		assertThat(calls).allMatch((call) -> call.outcome().status().code() == StatusCode.RESOURCE_EXHAUSTED);
		assertUsable(2 * MANY + 1);
	}

	@Test
	void thousandsOfCancellationsOfOursAreOneResetEachAndLeaveNothing() {
		List<TransportStream> streams = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			streams.add(this.peer.open("x", new RecordingStreamListener()));
		}
		this.peer.written();
		streams.forEach((stream) -> stream.cancel(Status.of(StatusCode.CANCELLED, "enough")));
		streams.forEach((stream) -> stream.cancel(Status.of(StatusCode.CANCELLED, "again")));
		List<String> written = this.peer.written();
		assertThat(written).hasSize(MANY).allMatch((line) -> line.endsWith(" CANCEL"));
		assertThat(new HashSet<>(written)).hasSize(MANY);
		assertThat(this.peer.connection.table().isEmpty()).isTrue();
		for (int i = 0; i < MANY; i++) {
			this.peer.answer(2 * i + 1);
		}
		assertUsable(2 * MANY + 1);
	}

	@Test
	void callsThatAreCancelledWhileTheyWaitCostNoFrame() {
		this.peer.settings(3, 0);
		this.peer.written();
		List<TransportStream> streams = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			streams.add(this.peer.open("x", new RecordingStreamListener()));
		}
		streams.forEach((stream) -> stream.cancel(Status.of(StatusCode.CANCELLED, "enough")));
		assertThat(this.peer.written()).isEmpty();
		this.peer.settings(3, 1);
		assertUsable(1);
	}

	private List<RecordingStreamListener> open(int count) {
		List<RecordingStreamListener> calls = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			calls.add(this.peer.call());
		}
		return calls;
	}

}
