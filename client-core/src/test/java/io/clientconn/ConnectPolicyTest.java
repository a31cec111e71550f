package io.clientconn;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.config.Backoff;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestServer;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.PermanentConnectException;
import io.clientconn.transport.TransportFactory;
import io.clientconn.transport.TransportListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Code of the user's that takes part in connecting, and what waits for a connection. */
class ConnectPolicyTest {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final RpcOptions SOON = RpcOptions.NONE.timeout(PATIENCE);

	@RegisterExtension
	final RealServerFixture on = new RealServerFixture();

	private final AtomicInteger attempts = new AtomicInteger();

	@Test
	void aPermanentErrorEndsTheWaitAtOnceWhenAskedFor() {
		ClientConn conn = this.on.track(refused(new PermanentConnectException("certificate of shop is not trusted"))
			.failOnPermanentConnectError(true)
			.build());

		StatusException failure = catchThrowableOfType(StatusException.class, () -> conn.awaitReady(PATIENCE));

		assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(failure.description()).startsWith("orders (static:///127.0.0.1:1): cannot connect")
			.contains("127.0.0.1:1")
			.contains("certificate of shop is not trusted");
		assertThat(failure).hasRootCauseInstanceOf(PermanentConnectException.class);
	}

	@Test
	void withoutTheWishItIsTriedUntilTheTimeIsOver() {
		ClientConn conn = this.on.track(refused(new PermanentConnectException("not trusted")).build());
		conn.connect();
		Await.count(2, this.attempts::get, "attempts");

		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> conn.awaitReady(Duration.ofMillis(300)));

		assertThat(failure.description()).contains("not ready after 300 ms").contains("not trusted");
		assertThat(this.attempts.get()).isGreaterThan(1);
	}

	@Test
	void anOrdinaryErrorIsNoReasonToGiveUp() {
		ClientConn conn = this.on
			.track(refused(new IllegalStateException("try later")).failOnPermanentConnectError(true).build());

		assertThatThrownBy(() -> conn.awaitReady(Duration.ofMillis(200))).hasMessageContaining("not ready after");
	}

	@Test
	void anErrorThatBecomesPermanentEndsTheWaitThoughTheStateStays() {
		ClientConn conn = this.on.track(builder("static:///127.0.0.1:1").failOnPermanentConnectError(true)
			.transport((factory) -> (request, listener) -> {
				if (this.attempts.incrementAndGet() < 3) {
					throw new IllegalStateException("try later");
				}
				throw new PermanentConnectException("the token was revoked");
			})
			.build());

		assertThatThrownBy(() -> conn.awaitReady(PATIENCE)).hasMessageContaining("the token was revoked");
		assertThat(this.attempts.get()).isGreaterThanOrEqualTo(3);
	}

	@Test
	void oneBadAddressOfTwoIsNoReasonToGiveUp() {
		TestServer server = this.on.server("one");
		ClientConn conn = this.on
			.track(builder("static:///127.0.0.1:1," + server.address()).failOnPermanentConnectError(true)
				.transport((factory) -> (request, listener) -> {
					if (request.address().toString().endsWith(":1")) {
						throw new PermanentConnectException("not trusted");
					}
					return factory.connect(request, listener);
				})
				.build());

		conn.awaitReady(PATIENCE);
	}

	@Test
	void callsMayGoElsewhereThanTheirTargetSays() {
		TestServer server = this.on.server("one");
		Address real = Address.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
		ClientConn conn = this.on.track(
				builder("static:///192.0.2.1:9")
					.transport((factory) -> (request, listener) -> factory
						.connect(new ConnectRequest(real, request.authority(), request.timeoutNanos()), listener))
					.build());

		assertThat(RealServerFixture.echo(conn, "hello", SOON)).isEqualTo("hello");
		assertThat(server.authorities()).containsOnly("192.0.2.1:9");
	}

	@Test
	void theLastOneAddedIsAskedFirst() {
		StringBuilder order = new StringBuilder();
		ClientConn conn = this.on.track(builder("static:///127.0.0.1:1").failOnPermanentConnectError(true)
			.transport((factory) -> (request, listener) -> {
				order.append("inner");
				throw new PermanentConnectException("enough");
			})
			.transport((factory) -> (request, listener) -> {
				order.append("outer ");
				return factory.connect(request, listener);
			})
			.build());

		assertThatThrownBy(() -> conn.awaitReady(PATIENCE)).hasMessageContaining("enough");
		assertThat(order.toString()).startsWith("outer inner");
	}

	@Test
	void nothingIsNoFactoryAndNoConnection() {
		assertThatThrownBy(() -> builder("static:///127.0.0.1:1").transport((factory) -> null).build())
			.hasMessageContaining("transport");
		ClientConn conn = this.on
			.track(builder("static:///127.0.0.1:1").transport((factory) -> ConnectPolicyTest::nothing).build());

		assertThatThrownBy(() -> RealServerFixture.echo(conn, "hello", SOON))
			.hasMessageContaining("the transport factory answered null");
	}

	@SuppressWarnings("NullAway")
	private static ClientTransport nothing(ConnectRequest request, TransportListener listener) {
		return null;
	}

	private ClientConnBuilder refused(RuntimeException why) {
		TransportFactory refusing = (request, listener) -> {
			this.attempts.incrementAndGet();
			throw why;
		};
		return builder("static:///127.0.0.1:1").transport((factory) -> refusing);
	}

	private ClientConnBuilder builder(String target) {
		return this.on.builder(target).backoff(new Backoff(Duration.ofMillis(10), 1, 0, Duration.ofMillis(10)));
	}

}
