package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clientconn.balancer.Balancer;
import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.config.Backoff;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What making a channel checks, and in which order its options take effect.
 */
class ClientConnBuilderTest {

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	@Test
	void aChannelWithoutCredentialsIsRefusedWithBothWaysToGiveThem() {
		assertThatIllegalStateException().isThrownBy(() -> ClientConn.builder("orders:9090").build())
			.withMessage("no credentials for orders:9090: call plaintext() to connect without encryption,"
					+ " or credentials()");
	}

	@Test
	void twoKindsOfCredentialsAreRefused() {
		assertThatIllegalStateException()
			.isThrownBy(() -> ClientConn.builder("orders:9090").plaintext().credentials(ChannelCredentials.tls()))
			.withMessageContaining("credentials are set twice")
			.withMessageContaining("once");
	}

	@Test
	void aWrongDefaultServiceConfigIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.builder("orders:9090").defaultServiceConfig("{'methodConfig'").build())
			.withMessageStartingWith("defaultServiceConfig: ");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.builder("orders:9090")
				.defaultServiceConfig("{\"loadBalancingConfig\":[{\"ring_hash\":{}}]}")
				.build())
			.withMessageContaining("ring_hash")
			.withMessageContaining("[pick_first, round_robin]");
	}

	@Test
	void aPolicyThatNobodyKnowsIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.builder("orders:9090").loadBalancingPolicy("ring_hash").build())
			.withMessageContaining("ring_hash");
	}

	@Test
	void namesOfPoliciesAreTakenLiterally() {
		BalancerProvider shouting = new BalancerProvider() {

			@Override
			public String policyName() {
				return "SHOUTING";
			}

			@Override
			public Balancer create(BalancerHost host) {
				throw new AssertionError("nothing connects");
			}

		};
		this.fixture
			.track(this.fixture.builder("orders:9090").balancer(shouting).loadBalancingPolicy("SHOUTING").build());

		assertThatIllegalArgumentException().isThrownBy(
				() -> this.fixture.builder("orders:9090").balancer(shouting).loadBalancingPolicy("shouting").build())
			.withMessageContaining("[SHOUTING, pick_first, round_robin]");
	}

	@Test
	void aTargetWithoutResolverIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.builder("consul://orders").build())
			.withMessageContaining("unknown scheme 'consul'");
	}

	@Test
	void makingAChannelConnectsToNobody() {
		TestServer server = this.fixture.server("one");
		List<String> attempts = new ArrayList<>();

		ClientConn conn = this.fixture
			.track(this.fixture.builder("static:///" + server.address()).transport((factory) -> (request, listener) -> {
				attempts.add(request.address().toString());
				return factory.connect(request, listener);
			}).build());

		assertThat(conn.getState()).isEqualTo(ConnectivityState.IDLE);
		assertThat(attempts).isEmpty();
	}

	@Test
	void theDefaultServiceConfigIsInForceWhereTheResolverBringsNone() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.defaultServiceConfig(
					"{\"methodConfig\":[{\"name\":[{\"service\":\"test.Text\"}],\"maxResponseMessageBytes\":5000000}]}")
			.build());

		assertThat(RealServerFixture.echo(conn, "size:4999990")).hasSize(4_999_990);
	}

	@Test
	void theInterceptorAddedFirstIsTheOutermostAndSeesACallOnce() {
		TestServer server = this.fixture.server("one");
		List<String> order = new ArrayList<>();
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.intercept(new Noting("outer", order))
			.intercept(new Noting("inner", order))
			.build());

		RealServerFixture.echo(conn, "hello");

		assertThat(order).containsExactly("outer", "inner");
	}

	@Test
	void theAuthorityIsTheTargetsUnlessTheBuilderNamesOne() {
		Map<String, String> authorities = Map.of("orders:9090", "orders:9090", "dns:///:80", "localhost:80");
		authorities
			.forEach((target, authority) -> assertThat(this.fixture.connect(target).authority()).isEqualTo(authority));

		assertThat(this.fixture.track(this.fixture.builder("orders:9090").authority("shop.example").build()))
			.extracting(ClientConn::authority)
			.isEqualTo("shop.example");
	}

	@Test
	void theDefaultsAreThoseOfGrpc() {
		ClientConnBuilder builder = ClientConn.builder("orders:9090");

		assertThat(builder.idleTimeout).hasMinutes(30);
		assertThat(builder.minConnectTimeout).hasSeconds(20);
		assertThat(builder.backoff).isEqualTo(Backoff.DEFAULT);
		assertThat(builder.keepalive.isOn()).isFalse();
		assertThat(builder.failOnPermanentConnectError).isFalse();
		assertThat(builder.maxInboundMetadataSize).isEqualTo(8192);
		assertThat(builder.maxRetryBufferSize).isEqualTo(262_144);
		assertThat(builder.maxCallAttempts).isEqualTo(5);
		assertThat(builder.retryEnabled).isTrue();
	}

	@Test
	void whatRetriesCannotBeIsRefused() {
		ClientConnBuilder builder = ClientConn.builder("orders:9090");

		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxCallAttempts(1))
			.withMessage("maxCallAttempts counts the first attempt and must be at least 2, but is 1;"
					+ " disableRetry() allows no other");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxRetryBufferSize(-1))
			.withMessage("maxRetryBufferSize must not be negative, but is -1");
	}

	@Test
	void keepaliveMoreOftenThanEveryTenSecondsIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClientConn.builder("orders:9090")
				.keepalive(Duration.ofMillis(9_999), Duration.ofSeconds(20), false))
			.withMessage("keepalive time must be at least 10 s, but is PT9.999S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClientConn.builder("orders:9090").keepalive(Duration.ofSeconds(10), Duration.ZERO, false))
			.withMessageContaining("keepalive timeout must be above zero");
	}

	private record Noting(String name, List<String> order) implements ClientInterceptor {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener, Channel next) {
			this.order.add(this.name);
			return next.newStream(method, options, listener);
		}

	}

}
