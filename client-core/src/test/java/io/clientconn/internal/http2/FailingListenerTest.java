package io.clientconn.internal.http2;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bug or an exhausted heap in one call must not leave the others without an answer.
 */
class FailingListenerTest {

	private final ScriptedPeer peer = ScriptedPeer.ready();

	private final RecordingStreamListener before = new RecordingStreamListener();

	private final RecordingStreamListener after = new RecordingStreamListener();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	private void threeCalls(Thrower middle) {
		this.peer.open("x", this.before);
		this.peer.transport().open(ScriptedPeer.request(1000), this.peer.framed("x"), middle);
		this.peer.open("x", this.after);
	}

	private void assertOthersAreTold(StatusCode code) {
		this.peer.run();
		assertThat(this.before.outcome().status().code()).isEqualTo(code);
		assertThat(this.after.outcome().status().code()).isEqualTo(code);
		assertThat(this.before.events()).endsWith("pass");
		assertThat(this.after.events()).endsWith("pass");
		assertThat(this.peer.life.events()).containsExactly("ready", "closed");
		assertThat(this.peer.channel.isOpen()).isFalse();
	}

	@Test
	void anErrorOfOneListenerDuringAnEventEndsTheConnection() {
		threeCalls(new Thrower("headers"));
		this.peer.responseHeaders(3);
		assertOthersAreTold(StatusCode.INTERNAL);
	}

	@Test
	void anErrorInACommandEndsTheConnection() {
		this.peer.open("x", this.before);
		this.peer.transport().open(ScriptedPeer.request(1000), null, new Thrower("ready"));
		this.peer.open("x", this.after);
		assertOthersAreTold(StatusCode.INTERNAL);
	}

	@Test
	void anErrorAtTheEndOfAPassEndsTheConnection() {
		threeCalls(new Thrower("passEnded"));
		this.peer.responseHeaders(3);
		assertOthersAreTold(StatusCode.INTERNAL);
	}

	@Test
	void anErrorWhileAConnectionEndsKeepsNobodyFromBeingTold() {
		threeCalls(new Thrower("closed"));
		this.peer.transport().close(Status.unavailable("enough"));
		assertOthersAreTold(StatusCode.UNAVAILABLE);
	}

	@Test
	void anErrorWhileALostConnectionEndsKeepsNobodyFromBeingTold() {
		threeCalls(new Thrower("closed"));
		assertThat(this.peer.channel.close().isDone()).isTrue();
		assertOthersAreTold(StatusCode.UNAVAILABLE);
	}

	@Test
	void anErrorOfOneWaiterKeepsNobodyWaiting() {
		this.peer.settings(3, 0);
		threeCalls(new Thrower("closed"));
		this.peer.transport().close(Status.unavailable("enough"));
		assertOthersAreTold(StatusCode.UNAVAILABLE);
	}

	@Test
	@SuppressWarnings("NullAway")
	void aCallThatFailsWhileItStartsIsToldLikeTheOthers() {
		RecordingStreamListener broken = new RecordingStreamListener();
		this.peer.open("x", this.before);
		this.peer.transport()
			.open(new OpenRequest(null, null, Metadata.EMPTY, 0, false, 1000, null, null), this.peer.framed("x"),
					broken);
		this.peer.open("x", this.after);
		assertOthersAreTold(StatusCode.INTERNAL);
		assertThat(broken.outcome().status().code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(broken.outcome().status().description()).startsWith("the call could not be sent: ");
	}

	@Test
	void withoutMemoryForAFrameEverybodyIsToldAndTheSocketCloses() {
		this.peer.open("x", this.before);
		this.peer.written();
		ByteBuf message = this.peer.framed("x");
		this.peer.memory.exhausted(true);
		this.peer.transport().open(ScriptedPeer.request(1000), message, this.after);
		this.peer.run();
		this.peer.memory.exhausted(false);
		assertOthersAreTold(StatusCode.INTERNAL);
	}

	/**
	 * Throws an error at one event.
	 */
	private record Thrower(String event) implements StreamListener {

		private void maybe(String now) {
			if (now.equals(this.event)) {
				throw new StackOverflowError("made for the test");
			}
		}

		@Override
		public void headers(Metadata headers, @Nullable String encoding) {
			maybe("headers");
		}

		@Override
		public void message(ByteBuf message, boolean compressed) {
			message.release();
		}

		@Override
		public void ready() {
			maybe("ready");
		}

		@Override
		public void closed(StreamOutcome outcome) {
			maybe("closed");
		}

		@Override
		public void passEnded() {
			maybe("passEnded");
		}

		@Override
		public boolean awaitsMessage() {
			return false;
		}

	}

}
