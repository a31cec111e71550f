package io.clientconn.internal.http2;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamOutcome.Progress;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.clientconn.internal.http2.FrameNumbers.HEADER_TABLE_SIZE;
import static io.clientconn.internal.http2.FrameNumbers.INITIAL_WINDOW_SIZE;
import static io.clientconn.internal.http2.FrameNumbers.MAX_CONCURRENT_STREAMS;
import static io.clientconn.internal.http2.FrameNumbers.MAX_HEADER_LIST_SIZE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes out, in which frames and in which order, under the limits of the peer.
 */
class OutboundTest {

	private ScriptedPeer peer = ScriptedPeer.ready();

	private final RecordingStreamListener listener = new RecordingStreamListener();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	@Test
	void headersStandInTheOrderOfTheProtocol() {
		Metadata custom = Metadata.builder()
			.add("k", "v")
			.add("te", "gone")
			.add("grpc-timeout", "1S")
			.add("b-bin", new byte[] { 1, 2 })
			.build();
		this.peer.open(new OpenRequest("/a/B", "other", custom, 0, false, 100, null, null), "x", this.listener);
		assertThat(this.peer.written()).containsExactly("HEADERS 1", "DATA 1 6 END");
		assertThat(this.peer.lastHeaders()).containsExactly(":method: POST", ":scheme: http", ":path: /a/B",
				":authority: other", "content-type: application/grpc", "user-agent: clientconn-test", "te: trailers",
				"k: v", "b-bin: AQI");
	}

	@Test
	void aContentSubtypeStandsBehindAPlus() {
		this.peer.open(new OpenRequest("/a/B", null, Metadata.EMPTY, 0, false, 100, null, null, "proto", -1), "x",
				this.listener);
		this.peer.written();
		assertThat(this.peer.lastHeaders().get(4)).isEqualTo("content-type: application/grpc+proto");
	}

	@Test
	void encodingsStandBehindWhatIsTheSameForAllCalls() {
		Metadata custom = Metadata.of("grpc-accept-encoding", "of the application").and(Metadata.of("k", "v"));
		this.peer.open(new OpenRequest("/a/B", null, custom, 0, false, 100, "gzip", "gzip,br"), "x", this.listener);
		this.peer.written();
		assertThat(this.peer.lastHeaders().subList(7, 10)).containsExactly("grpc-encoding: gzip",
				"grpc-accept-encoding: gzip,br", "k: v");
	}

	@Test
	void aCallWhoseDeadlineHasPassedIsNotSent() {
		long now = this.peer.scheduler.nanoTime();
		this.peer.open(new OpenRequest("/a/B", null, Metadata.EMPTY, now, true, 100, null, null), "x", this.listener);
		assertThat(this.listener.events()).containsExactly("closed(DEADLINE_EXCEEDED)", "pass");
		assertThat(this.peer.written()).isEmpty();
	}

	@Test
	void headersOverThePeersLimitAreNotSent() {
		this.peer.settings(MAX_HEADER_LIST_SIZE, 200);
		this.peer.written();
		this.peer.open("x", this.listener);
		assertThat(this.listener.outcome().status()).isEqualTo(Status.of(StatusCode.INTERNAL,
				"header list size to send violates the maximum size (200 bytes) set by server"));
		assertThat(this.listener.outcome().progress()).isEqualTo(Progress.PROCESSED);
		assertThat(this.peer.written()).isEmpty();
	}

	@Test
	void headersLargerThanAFrameContinue() {
		Metadata large = Metadata.of("k", "~".repeat(40_000));
		this.peer.open(new OpenRequest("/a/B", null, large, 0, false, 100, null, null), "x", this.listener);
		assertThat(this.peer.written()).containsExactly("HEADERS 1", "DATA 1 6 END");
		assertThat(this.peer.lastHeaders()).contains("k: " + "~".repeat(40_000));
	}

	@Test
	void aSmallerTableIsAnnouncedInTheNextBlock() {
		this.peer.settings(HEADER_TABLE_SIZE, 0);
		this.peer.open("x", this.listener);
		this.peer.open("x", new RecordingStreamListener());
		assertThat(this.peer.written()).contains("HEADERS 1", "HEADERS 3");
		assertThat(this.peer.lastHeaders()).hasSize(7);
	}

	@Test
	void everythingOfOnePassIsOneWrite() {
		for (int i = 0; i < 10; i++) {
			this.peer.transport().open(ScriptedPeer.request(100), this.peer.framed("x"), new RecordingStreamListener());
		}
		this.peer.run();
		ByteBuf only = this.peer.channel.readOutbound();
		assertThat(this.peer.channel.<ByteBuf>readOutbound()).isNull();
		only.release();
	}

	@Test
	void dataStopsAtTheWindowOfTheStream() {
		this.peer.settings(INITIAL_WINDOW_SIZE, 10);
		this.peer.open("x".repeat(20), this.listener);
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK", "HEADERS 1", "DATA 1 10");
		this.peer.windowUpdate(1, 10);
		assertThat(this.peer.written()).containsExactly("DATA 1 10");
		this.peer.windowUpdate(1, 10);
		assertThat(this.peer.written()).containsExactly("DATA 1 5 END");
	}

	@Test
	void aWindowBelowZeroIsPaidBackFirst() {
		this.peer.settings(INITIAL_WINDOW_SIZE, 10);
		this.peer.open("x".repeat(20), this.listener);
		this.peer.settings(INITIAL_WINDOW_SIZE, 0);
		this.peer.written();
		this.peer.windowUpdate(1, 10);
		assertThat(this.peer.written()).isEmpty();
		this.peer.settings(INITIAL_WINDOW_SIZE, 5);
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK", "DATA 1 5");
	}

	@Test
	void streamsTakeTurnsUnderTheWindowOfTheConnection() {
		this.peer.settings(INITIAL_WINDOW_SIZE, 1_000_000);
		this.peer.written();
		this.peer.transport().open(ScriptedPeer.request(100), this.peer.framed("x".repeat(39_995)), this.listener);
		this.peer.transport()
			.open(ScriptedPeer.request(100), this.peer.framed("y".repeat(39_995)), new RecordingStreamListener());
		this.peer.run();
		assertThat(this.peer.written()).containsExactly("HEADERS 1", "HEADERS 3", "DATA 1 16384", "DATA 3 16384",
				"DATA 1 16384", "DATA 3 16383");
		this.peer.windowUpdate(0, 100_000);
		assertThat(this.peer.written()).containsExactly("DATA 1 7232 END", "DATA 3 7233 END");
	}

	@Test
	void callsThatEndWhileTheWindowOfTheConnectionIsShutAreNotHeld() {
		this.peer.open("x".repeat(70_000), this.listener);
		for (int i = 0; i < 100; i++) {
			TransportStream stream = this.peer.open("y", new RecordingStreamListener());
			stream.cancel(Status.of(StatusCode.CANCELLED, "enough"));
			this.peer.run();
		}
		assertThat(this.peer.connection.writer()).hasToString("LoopyWriter[0 in line, 0 starved]");
		this.peer.settings(INITIAL_WINDOW_SIZE, 100_000);
		assertThat(this.peer.connection.writer()).hasToString("LoopyWriter[0 in line, 1 starved]");
		this.peer.written();
		this.peer.windowUpdate(0, 10_000);
		assertThat(this.peer.written()).containsExactly("DATA 1 4470 END");
	}

	@Test
	void anEmptyEndPassesAClosedWindow() {
		this.peer.settings(INITIAL_WINDOW_SIZE, 6);
		TransportStream stream = this.peer.open(null, this.listener);
		stream.send(this.peer.framed("x"), false);
		stream.halfClose();
		this.peer.run();
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK", "HEADERS 1", "DATA 1 6 END");
	}

	@Test
	void anEmptyEndPassesAWindowBelowZero() {
		this.peer.settings(INITIAL_WINDOW_SIZE, 10);
		TransportStream stream = this.peer.open(null, this.listener);
		stream.send(this.peer.framed("x"), false);
		this.peer.run();
		this.peer.settings(INITIAL_WINDOW_SIZE, 0);
		this.peer.written();
		stream.halfClose();
		this.peer.run();
		assertThat(this.peer.written()).containsExactly("DATA 1 0 END");
		this.peer.open(null, new RecordingStreamListener());
		assertThat(this.peer.written()).containsExactly("HEADERS 3");
	}

	@Test
	void smallMessagesShareAFrame() {
		TransportStream stream = this.peer.open(null, this.listener);
		this.peer.written();
		for (int i = 0; i < 5; i++) {
			stream.send(this.peer.framed("x"), i == 4);
		}
		assertThat(this.peer.written()).containsExactly("DATA 1 30 END");
	}

	@Test
	void aStreamIsReadyAtOpenAndAgainWhenItsQueueDrains() {
		this.peer.settings(INITIAL_WINDOW_SIZE, 0);
		TransportStream stream = this.peer.open(null, this.listener);
		assertThat(this.listener.takeEvents()).containsExactly("ready", "pass");
		assertThat(stream.isReady()).isTrue();
		stream.send(this.peer.framed("x".repeat(40_000)), false);
		this.peer.run();
		assertThat(stream.isReady()).isFalse();
		this.peer.windowUpdate(1, 40_005);
		assertThat(stream.isReady()).isTrue();
		assertThat(this.listener.takeEvents()).containsExactly("ready", "pass");
	}

	@Test
	void aStreamHasTheThresholdOfItsRequest() {
		this.peer.settings(INITIAL_WINDOW_SIZE, 0);
		TransportStream stream = this.peer.open(
				new OpenRequest("/a/B", null, Metadata.EMPTY, 0, false, 100, null, null, null, 100), null,
				this.listener);
		assertThat(this.listener.takeEvents()).containsExactly("ready", "pass");
		stream.send(this.peer.framed("x".repeat(94)), false);
		this.peer.run();
		assertThat(stream.isReady()).as("99 bytes").isTrue();
		stream.send(this.peer.framed("x".repeat(95)), false);
		this.peer.run();
		assertThat(stream.isReady()).as("199 bytes").isFalse();
		this.peer.windowUpdate(1, 99);
		assertThat(stream.isReady()).as("100 bytes").isFalse();
		assertThat(this.listener.takeEvents()).doesNotContain("ready");
		this.peer.windowUpdate(1, 1);
		assertThat(stream.isReady()).as("99 bytes again").isTrue();
		assertThat(this.listener.takeEvents()).contains("ready");
	}

	@Test
	void streamsOverTheLimitWaitInTurn() {
		this.peer.settings(MAX_CONCURRENT_STREAMS, 1);
		RecordingStreamListener second = new RecordingStreamListener();
		RecordingStreamListener third = new RecordingStreamListener();
		this.peer.open("x", this.listener);
		TransportStream waiting = this.peer.open("x", second);
		this.peer.open("x", third);
		assertThat(waiting.isReady()).isFalse();
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK", "HEADERS 1", "DATA 1 6 END");
		waiting.cancel(Status.of(StatusCode.CANCELLED));
		this.peer.run();
		assertThat(second.outcome().progress()).isEqualTo(Progress.NOT_SENT);
		assertThat(second.events()).containsExactly("closed(CANCELLED)", "pass");
		this.peer.responseHeaders(1);
		this.peer.trailers(1);
		assertThat(this.peer.written()).containsExactly("HEADERS 3", "DATA 3 6 END");
	}

	@Test
	void aRaisedLimitLetsWaitersGo() {
		this.peer.settings(MAX_CONCURRENT_STREAMS, 0);
		this.peer.open("x", this.listener);
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK");
		this.peer.settings(MAX_CONCURRENT_STREAMS, 5);
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK", "HEADERS 1", "DATA 1 6 END");
	}

	@Test
	void cancellingDropsWhatIsQueued() {
		this.peer.settings(INITIAL_WINDOW_SIZE, 10);
		TransportStream stream = this.peer.open("x".repeat(20), this.listener);
		this.peer.written();
		stream.cancel(Status.of(StatusCode.CANCELLED, "enough"));
		assertThat(this.peer.written()).containsExactly("RST_STREAM 1 CANCEL");
		assertThat(this.listener.outcome().origin()).isEqualTo(CallOutcome.Origin.LOCAL);
		this.peer.responseHeaders(1);
		this.peer.message(1, "late");
		stream.send(this.peer.framed("late"), true);
		stream.consumed(7);
		stream.cancel(Status.of(StatusCode.CANCELLED, "again"));
		assertThat(this.peer.written()).isEmpty();
		assertThat(this.listener.events()).containsExactly("closed(CANCELLED)", "pass");
	}

}
