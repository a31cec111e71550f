package io.clientconn.internal.channel;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.TransportFactory;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Factories and connections of the user's that throw. */
class BrokenTransportTest {

	private static final Status CLOSING = Status.unavailable("closing");

	private final ChannelFixture on = new ChannelFixture();

	/** Throws at the first attempt. */
	private void throwOnce(Throwable failure) {
		List<Throwable> toThrow = new ArrayList<>(List.of(failure));
		TransportFactory sound = this.on.transports;
		this.on.factory = (request, listener) -> {
			if (toThrow.isEmpty()) {
				return sound.connect(request, listener);
			}
			Throwable next = toThrow.remove(0);
			if (next instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) next;
		};
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatAFactoryThrowsIsAFailedAttempt(boolean error) {
		throwOnce(error ? new NoClassDefFoundError("org/example/Sockets") : new IllegalStateException("no sockets"));
		this.on.start("a");
		assertThat(this.on.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.on.pick().failure()).startsWith("UNAVAILABLE: connect to 10.0.0.1:1: ")
			.contains(error ? "org/example/Sockets" : "no sockets");

		this.on.scheduler.advance(Duration.ofSeconds(1));
		this.on.transports.last().becomeReady();

		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aConnectionThatCannotBeClosedKeepsNoOtherOpen(boolean error) {
		List<Unclosable> all = new ArrayList<>();
		LiveTransports live = new LiveTransports();
		for (int i = 0; i < 10; i++) {
			all.add(new Unclosable(error ? new AssertionError("stuck") : new IllegalStateException("stuck")));
			live.add(all.get(i));
		}

		live.close(CLOSING);

		assertThat(all).allSatisfy((transport) -> assertThat(transport.reasons).containsExactly(CLOSING));
	}

	@Test
	void aConnectionThatComesAfterTheCloseIsClosedToo() {
		LiveTransports live = new LiveTransports();
		live.close(CLOSING);
		Unclosable late = new Unclosable(new IllegalStateException("stuck"));

		live.add(late);

		assertThat(late.reasons).containsExactly(CLOSING);
	}

	/** Throws when it is closed. */
	private static final class Unclosable implements ClientTransport {

		private final List<Status> reasons = new ArrayList<>();

		private final Throwable failure;

		Unclosable(Throwable failure) {
			this.failure = failure;
		}

		@Override
		public TransportStream open(OpenRequest request, @Nullable ByteBuf message, StreamListener listener) {
			throw new AssertionError("no call was made");
		}

		@Override
		public PeerInfo peer() {
			InetSocketAddress anywhere = InetSocketAddress.createUnresolved("a", 1);
			return new PeerInfo(anywhere, anywhere, null);
		}

		@Override
		public void shutdown(Status reason) {
		}

		@Override
		public void close(Status reason) {
			this.reasons.add(reason);
			if (this.failure instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) this.failure;
		}

	}

}
