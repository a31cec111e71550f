package io.clientconn.internal.http2;

import java.util.List;

import io.clientconn.rpc.Status;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an attempt to connect leaves behind, however it ends.
 */
class ConnectAttemptTest {

	private final ScriptedPeer peer = ScriptedPeer.connected();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	@Test
	void successEndsTheTimerOfTheAttempt() {
		assertThat(this.peer.scheduler.pending()).isOne();

		this.peer.settings();

		assertThat(this.peer.life.events()).containsExactly("ready");
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	@Test
	void failureEndsTheTimerOfTheAttempt() {
		assertThat(this.peer.channel.close().isDone()).isTrue();

		assertThat(this.peer.life.events()).containsExactly("closed");
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	@Test
	void closingEndsTheTimerOfTheAttempt() {
		this.peer.transport().close(Status.unavailable("not needed any more"));
		this.peer.run();

		assertThat(this.peer.life.events()).containsExactly("closed");
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	@Test
	void shuttingDownAnAttemptEndsItAndItsTimerHoweverOften() {
		for (int i = 0; i < 3; i++) {
			this.peer.transport().shutdown(Status.unavailable("not needed any more"));
			this.peer.run();
		}

		assertThat(this.peer.life.events()).containsExactly("closed");
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	@Test
	void shuttingDownAgainDoesNothingAndSaysNothing() {
		this.peer.settings();
		RecordingStreamListener listener = new RecordingStreamListener();
		this.peer.open("x", listener);
		for (int i = 0; i < 3; i++) {
			this.peer.transport().shutdown(Status.unavailable("idle"));
			this.peer.run();
		}
		this.peer.written();

		this.peer.responseHeaders(1);
		this.peer.trailers(1);

		assertThat(listener.outcome().status().isOk()).isTrue();
		assertThat(this.peer.written()).containsExactly("GOAWAY 0 NO_ERROR client transport shutdown");
		assertThat(this.peer.life.events()).containsExactly("ready", "closed");
	}

	@Test
	void framesOfUnknownTypesAreIgnored() {
		this.peer.settings();
		this.peer.written();
		RecordingStreamListener listener = new RecordingStreamListener();
		this.peer.open("x", listener);
		for (int stream : List.of(0, 1, 7)) {
			this.peer.frame(99, 0xff, stream, Unpooled.buffer().writeLong(1));
		}
		this.peer.responseHeaders(1);
		this.peer.trailers(1);

		assertThat(listener.outcome().status().isOk()).isTrue();
		assertThat(this.peer.life.events()).containsExactly("ready");
		assertThat(this.peer.written()).doesNotContain("GOAWAY");
	}

}
