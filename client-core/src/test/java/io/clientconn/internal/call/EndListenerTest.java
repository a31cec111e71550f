package io.clientconn.internal.call;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.EndListener;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.testing.FakeTransport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndListenerTest {

	private final CallFixture fixture = new CallFixture();

	private final Impatient listener = new Impatient();

	@Test
	void theEndIsToldBeforeAnybodyReadsOrRunsCallbacks() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.start(Kind.UNARY, this.listener).send("ping", ClientStream.LAST);
		assertThat(this.listener.heard).isEmpty();
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(this.listener.heard).containsExactly("end");
	}

	@Test
	void itIsToldOnceWhoeverEndsTheCall() {
		this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		stream.cancel("enough", null);
		stream.cancel("enough", null);
		this.fixture.callbacks.runAll();
		assertThat(this.listener.heard).containsExactly("end", "close CANCELLED");
	}

	@Test
	void whatItThrowsChangesNothing() {
		this.fixture.connected();
		this.listener.failure = new IllegalStateException("on purpose");
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		stream.cancel("enough", null);
		this.fixture.callbacks.runAll();
		assertThat(this.listener.heard).containsExactly("end", "close CANCELLED");
	}

	private static final class Impatient implements ResponseListener<String>, EndListener {

		private final List<String> heard = new ArrayList<>();

		private RuntimeException failure;

		@Override
		public void onMessage(String message) {
			this.heard.add(message);
		}

		@Override
		public void onClose(CallOutcome outcome) {
			this.heard.add("close " + outcome.status().code());
		}

		@Override
		public void onEnd() {
			this.heard.add("end");
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

}
