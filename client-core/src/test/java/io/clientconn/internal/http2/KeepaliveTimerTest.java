package io.clientconn.internal.http2;

import java.time.Duration;

import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.FlowControl;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.clientconn.internal.http2.FrameNumbers.ACK;
import static io.clientconn.internal.http2.FrameNumbers.PING;
import static org.assertj.core.api.Assertions.assertThat;

class KeepaliveTimerTest {

	private ScriptedPeer peer = start(false);

	private static ScriptedPeer start(boolean withoutCalls) {
		KeepaliveSettings keepalive = new KeepaliveSettings(Duration.ofSeconds(30).toNanos(),
				Duration.ofSeconds(20).toNanos(), withoutCalls);
		ScriptedPeer peer = ScriptedPeer
			.connected(new TransportSettings(8192, FlowControl.fixed(65_535, 65_535), keepalive), 1);
		peer.settings();
		peer.written();
		return peer;
	}

	@AfterEach
	void nothingIsLeft() {
		this.peer.finish();
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	private void pass(int seconds) {
		this.peer.scheduler.advance(Duration.ofSeconds(seconds));
		this.peer.run();
	}

	private RecordingStreamListener call() {
		RecordingStreamListener listener = new RecordingStreamListener();
		this.peer.open("hello", listener);
		this.peer.written();
		return listener;
	}

	@Test
	void aServerThatAnswersIsAskedAgainAfterTheSameTime() {
		RecordingStreamListener listener = call();
		for (int i = 0; i < 3; i++) {
			pass(30);
			assertThat(this.peer.written()).containsExactly("PING 0");
			this.peer.frame(PING, ACK, 0, Unpooled.buffer().writeLong(0));
			pass(29);
			assertThat(this.peer.written()).isEmpty();
			pass(1);
			assertThat(this.peer.written()).containsExactly("PING 0");
			this.peer.frame(PING, ACK, 0, Unpooled.buffer().writeLong(0));
		}
		assertThat(listener.outcomeNow()).isNull();
	}

	@Test
	void aServerThatDoesNotAnswerLosesItsCalls() {
		RecordingStreamListener listener = call();
		pass(30);
		pass(19);
		assertThat(listener.outcomeNow()).isNull();
		pass(1);
		assertThat(listener.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(listener.outcome().status().description())
			.isEqualTo("keepalive ping to 10.0.0.7:9090 was not answered within 20 s; the connection is given up");
		assertThat(this.peer.life.closedStatus().code()).isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void dataIsASignOfLifeToo() {
		RecordingStreamListener listener = call();
		pass(30);
		this.peer.written();
		this.peer.responseHeaders(1);
		pass(29);
		assertThat(this.peer.written()).isEmpty();
		assertThat(listener.outcomeNow()).isNull();
	}

	@Test
	void aConnectionWithoutCallsSleepsUntilOneStarts() {
		pass(30);
		pass(300);
		assertThat(this.peer.written()).isEmpty();
		this.peer.open("hello", new RecordingStreamListener());
		assertThat(this.peer.written()).contains("PING 0");
	}

	@Test
	void aConnectionWithoutCallsIsAskedIfWanted() {
		this.peer.finish();
		this.peer = start(true);
		pass(30);
		assertThat(this.peer.written()).containsExactly("PING 0");
	}

	@Test
	void tooManyPingsDoublesTheTimeOfLaterConnections() {
		call();
		this.peer.goAway(1, Http2Error.ENHANCE_YOUR_CALM, "too_many_pings");
		assertThat(this.peer.pace.inForce().timeNanos()).isEqualTo(Duration.ofSeconds(60).toNanos());
	}

	@Test
	void anotherComplaintChangesNothing() {
		call();
		this.peer.goAway(1, Http2Error.ENHANCE_YOUR_CALM, "too many settings");
		assertThat(this.peer.pace.inForce().timeNanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
	}

}
