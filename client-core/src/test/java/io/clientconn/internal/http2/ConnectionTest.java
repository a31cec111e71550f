package io.clientconn.internal.http2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.FlowControl;
import io.clientconn.transport.StreamOutcome.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.clientconn.internal.http2.FrameNumbers.PING;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a connection, from the preface to every way in which it can end.
 */
class ConnectionTest {

	private ScriptedPeer peer = ScriptedPeer.connected();

	private final RecordingStreamListener listener = new RecordingStreamListener();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	@Test
	void thePrefaceSaysWhatDiffersFromTheDefaults() {
		assertThat(this.peer.written()).containsExactly("PRI * HTTP/2.0",
				"SETTINGS {ENABLE_PUSH=0, MAX_HEADER_LIST_SIZE=8192}");
		assertThat(this.peer.life.events()).isEmpty();
	}

	@Test
	void largerWindowsAreAnnounced() {
		this.peer.finish();
		this.peer = ScriptedPeer
			.connected(new TransportSettings(8192, FlowControl.fixed(100_000, 200_000), KeepaliveSettings.OFF), 1);
		assertThat(this.peer.written()).containsExactly("PRI * HTTP/2.0",
				"SETTINGS {ENABLE_PUSH=0, INITIAL_WINDOW_SIZE=100000, MAX_HEADER_LIST_SIZE=8192}",
				"WINDOW_UPDATE 0 " + (200_000 - 65_535));
	}

	@Test
	void callsGoOutAfterTheFirstSettings() {
		this.peer.open("x", this.listener);
		this.peer.written();
		this.peer.settings();
		assertThat(this.peer.life.events()).containsExactly("ready");
		assertThat(this.peer.written()).containsExactly("SETTINGS ACK", "HEADERS 1", "DATA 1 6 END");
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	@Test
	void aFirstFrameThatIsNotSettingsFailsTheConnection() {
		this.peer.frame(PING, 0, 0, Unpooled.buffer().writeLong(1));
		assertThat(this.peer.life.closedStatus().description())
			.isEqualTo("initial http2 frame from server 10.0.0.7:9090 is not a settings frame: PING");
		assertThat(this.peer.life.events()).containsExactly("closed");
	}

	@Test
	void anAnswerOfAnotherProtocolIsQuoted() {
		this.peer.bytes(Unpooled.copiedBuffer("HTTP/1.1 400 Bad Request\r\n", StandardCharsets.US_ASCII));
		assertThat(this.peer.life.closedStatus().description())
			.isEqualTo("10.0.0.7:9090 does not speak HTTP/2: its answer begins with \"HTTP/1.1 400 Bad\""
					+ " (is it a gRPC server in plaintext, or does it expect TLS?)");
	}

	@Test
	void noSettingsInTimeFailTheConnection() {
		this.peer.scheduler.advance(Duration.ofSeconds(20));
		this.peer.run();
		assertThat(this.peer.life.closedStatus().description()).isEqualTo(
				"no HTTP/2 SETTINGS from 10.0.0.7:9090 within 20 s (is it a gRPC server in plaintext, or does it expect TLS?)");
		assertThat(this.peer.written()).contains("GOAWAY 0 SETTINGS_TIMEOUT ");
	}

	@Test
	void aPeerThatHangsUpBeforeSettingsIsNamed() {
		assertThat(this.peer.channel.close().isDone()).isTrue();
		assertThat(this.peer.life.closedStatus().description()).isEqualTo(
				"10.0.0.7:9090 closed the connection before it sent HTTP/2 SETTINGS (is it a gRPC server in plaintext, or does it expect TLS?)");
	}

	/** The socket may stay open behind it for long. */
	@Test
	void theEndOfTlsIsTheEndOfTheConnection() {
		ready();
		RecordingStreamListener call = new RecordingStreamListener();
		this.peer.open("x", call);
		this.peer.channel.pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
		this.peer.run();
		assertThat(call.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(call.outcome().status().description()).contains("10.0.0.7:9090", "closed");
		assertThat(this.peer.life.events()).containsExactly("ready", "closed");
		assertThat(this.peer.channel.isOpen()).isFalse();
	}

	@Test
	void aWriteThatFailsIsTheReasonAlthoughTheChannelClosesFirst() {
		IOException failure = new IOException("writeAddress(..) failed: Connection reset by peer");
		this.peer.channel.closeFuture()
			.addListener((closed) -> this.peer.channel.pipeline().fireExceptionCaught(failure));
		assertThat(this.peer.channel.close().isDone()).isTrue();
		assertThat(this.peer.life.closedStatus().description())
			.startsWith("10.0.0.7:9090 broke the connection (reset by peer) before it sent HTTP/2 SETTINGS");
		assertThat(this.peer.life.events()).containsExactly("closed");
	}

	@Test
	void pingsAreAnswered() {
		ready();
		this.peer.frame(PING, 0, 0, Unpooled.buffer().writeLong(77));
		assertThat(this.peer.written()).containsExactly("PING ACK 77");
	}

	@Test
	void goAwayLetsOlderStreamsFinish() {
		ready();
		RecordingStreamListener newer = new RecordingStreamListener();
		RecordingStreamListener late = new RecordingStreamListener();
		this.peer.open("x", this.listener);
		this.peer.open("x", newer);
		this.peer.goAway(1, Http2Error.NO_ERROR, "bye");
		assertThat(this.peer.life.draining().description()).isEqualTo(
				"10.0.0.7:9090 is draining the connection: received goaway: code: NO_ERROR, debug data: \"bye\"");
		assertThat(newer.outcome().progress()).isEqualTo(Progress.REFUSED);
		assertThat(newer.outcome().status().description())
			.startsWith("the stream is rejected because server is draining the connection");
		this.peer.open("x", late);
		assertThat(late.outcome().progress()).isEqualTo(Progress.NOT_SENT);
		this.peer.responseHeaders(1);
		this.peer.trailers(1);
		assertThat(this.listener.outcome().status().isOk()).isTrue();
		assertThat(this.peer.life.events()).containsExactly("ready", "draining", "closed");
	}

	@Test
	void theSecondGoAwayOfAGracefulServerNarrows() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR, "");
		assertThat(this.listener.events()).isEmpty();
		this.peer.goAway(0, Http2Error.NO_ERROR, "");
		assertThat(this.listener.outcome().progress()).isEqualTo(Progress.REFUSED);
		assertThat(this.peer.life.events()).containsExactly("ready", "draining", "closed");
	}

	@Test
	void aGoAwayThatTakesBackWhatItSaidIsAViolation() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.goAway(1, Http2Error.NO_ERROR, "");
		this.peer.goAway(3, Http2Error.NO_ERROR, "");
		assertThat(this.listener.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.peer.written()).contains("GOAWAY 0 PROTOCOL_ERROR ");
	}

	@Test
	void theErrorsOfALostConnectionQuoteItsGoAway() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.goAway(1, Http2Error.ENHANCE_YOUR_CALM, "too_many_pings");
		assertThat(this.peer.channel.close().isDone()).isTrue();
		assertThat(this.listener.outcome().status()).isEqualTo(Status.unavailable("10.0.0.7:9090 closed the connection,"
				+ " received prior goaway: code: ENHANCE_YOUR_CALM, debug data: \"too_many_pings\""));
		assertThat(this.listener.outcome().http2Error()).isEqualTo(11);
		assertThat(this.listener.events()).containsExactly("closed(UNAVAILABLE)", "pass");
	}

	@Test
	void waitersOfALostConnectionWereNeverSent() {
		ready();
		this.peer.settings(3, 0);
		this.peer.open("x", this.listener);
		assertThat(this.peer.channel.close().isDone()).isTrue();
		assertThat(this.listener.outcome().progress()).isEqualTo(Progress.NOT_SENT);
	}

	@Test
	void shutdownWaitsForTheLastStream() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.transport().shutdown(Status.unavailable("idle"));
		RecordingStreamListener late = new RecordingStreamListener();
		this.peer.open("x", late);
		assertThat(late.outcome().status().description()).isEqualTo("idle");
		assertThat(this.peer.life.events()).containsExactly("ready");
		this.peer.written();
		this.peer.responseHeaders(1);
		this.peer.trailers(1);
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 NO_ERROR client transport shutdown");
		assertThat(this.peer.life.events()).containsExactly("ready", "closed");
	}

	@Test
	void closeEndsEveryStreamWithItsReason() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.written();
		this.peer.transport().close(Status.of(StatusCode.CANCELLED, "the channel is closed"));
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 NO_ERROR client transport shutdown");
		assertThat(this.listener.outcome().status())
			.isEqualTo(Status.of(StatusCode.CANCELLED, "the channel is closed"));
		assertThat(this.peer.life.events()).containsExactly("ready", "closed");
		RecordingStreamListener late = new RecordingStreamListener();
		this.peer.open("x", late);
		assertThat(late.outcome().progress()).isEqualTo(Progress.NOT_SENT);
	}

	@Test
	void whenNumbersRunOutTheConnectionDrains() {
		this.peer.finish();
		this.peer = ScriptedPeer.connected(TransportSettings.defaults(), 1_610_612_735);
		this.peer.settings();
		this.peer.open("x", this.listener);
		assertThat(this.peer.life.draining().description())
			.isEqualTo("the connection to 10.0.0.7:9090 has used up its stream ids");
		this.peer.responseHeaders(1_610_612_735);
		this.peer.trailers(1_610_612_735);
		assertThat(this.listener.outcome().status().isOk()).isTrue();
		assertThat(this.peer.life.events()).containsExactly("ready", "draining", "closed");
	}

	@Test
	void streamsThatNeverWereAreAViolation() {
		ready();
		this.peer.responseHeaders(5);
		assertThat(this.peer.life.closedStatus().description()).contains("HEADERS of stream 5, which was never opened");
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 PROTOCOL_ERROR ");
	}

	@Test
	void pushIsAViolation() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.frame(5, 4, 1, Unpooled.buffer().writeInt(2).writeByte(0x88));
		assertThat(this.peer.life.closedStatus().description()).contains("PUSH_PROMISE although push is off");
	}

	@Test
	void aConnectionWindowThatGrowsTooFarIsAViolation() {
		ready();
		this.peer.windowUpdate(0, Integer.MAX_VALUE);
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 FLOW_CONTROL_ERROR ");
	}

	@Test
	void aFloodOfPingsEndsTheConnection() {
		ready();
		this.peer.bytes(pings(FloodGuard.OWED_ANSWERS + 1));
		assertThat(this.peer.life.closedStatus().description()).contains("too many PING");
		List<String> written = this.peer.written();
		assertThat(written.get(written.size() - 1)).isEqualTo("GOAWAY 0 ENHANCE_YOUR_CALM ");
	}

	@Test
	void manyPingsThatAreAnsweredInTimeAreFine() {
		ready();
		for (int i = 0; i < 50; i++) {
			this.peer.bytes(pings(90));
			assertThat(this.peer.written()).hasSize(90);
		}
		assertThat(this.peer.channel.config().isAutoRead()).isTrue();
		assertThat(this.peer.life.events()).containsExactly("ready");
	}

	@Test
	void aFloodOfEmptyDataEndsTheConnection() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.responseHeaders(1);
		this.peer.written();
		for (int i = 0; i <= FloodGuard.USELESS_FRAMES; i++) {
			this.peer.frame(0, 0, 1, Unpooled.EMPTY_BUFFER);
		}
		assertThat(this.peer.life.closedStatus().description()).contains("carry nothing: empty DATA");
		assertThat(this.peer.written()).contains("GOAWAY 0 ENHANCE_YOUR_CALM ");
	}

	@Test
	void aFloodOfInformationalHeadersEndsTheConnection() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.written();
		for (int i = 0; i <= FloodGuard.USELESS_FRAMES; i++) {
			this.peer.headers(1, false, ":status", "103");
		}
		assertThat(this.peer.life.closedStatus().description()).contains("carry nothing: HEADERS with a status of 1xx");
		assertThat(this.peer.written()).contains("GOAWAY 0 ENHANCE_YOUR_CALM ");
		assertThat(this.peer.life.answers()).isZero();
	}

	@Test
	void theFirstAnswerIsToldOnce() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.open("y", this.listener);
		this.peer.headers(1, false, ":status", "103");
		assertThat(this.peer.life.answers()).isZero();
		this.peer.responseHeaders(1);
		assertThat(this.peer.life.answers()).isEqualTo(1);
		this.peer.responseHeaders(3);
		this.peer.trailers(1);
		assertThat(this.peer.life.answers()).isEqualTo(1);
	}

	@Test
	void anAnswerToTheChannelItselfIsNone() {
		ready();
		this.listener.ofCall(false);
		this.peer.open("x", this.listener);
		this.peer.responseHeaders(1);
		this.peer.trailers(1);
		assertThat(this.peer.life.answers()).isZero();
	}

	@Test
	void aFloodOfContinuationsEndsTheConnection() {
		ready();
		this.peer.open("x", this.listener);
		this.peer.frame(1, 0, 1, Unpooled.buffer().writeByte(0x88));
		for (int i = 0; i < 100 && this.peer.life.events().size() == 1; i++) {
			this.peer.frame(9, 0, 1, Unpooled.buffer().writeZero(1));
		}
		assertThat(this.peer.life.events()).containsExactly("ready", "closed");
	}

	private void ready() {
		this.peer.settings();
		this.peer.written();
	}

	private ByteBuf pings(int count) {
		ByteBuf all = this.peer.memory.allocator().buffer();
		for (int i = 0; i < count; i++) {
			all.writeMedium(8).writeByte(PING).writeByte(0).writeInt(0).writeLong(i);
		}
		return all;
	}

}
