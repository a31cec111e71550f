package io.clientconn.guide;

import java.time.Duration;

import io.clientconn.ClientConn;
import io.clientconn.ClientRuntime;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.RpcFuture;
import io.clientconn.test.FakeBalancer;
import io.clientconn.test.FakeResolver;
import io.clientconn.test.FakeService;
import io.clientconn.test.InMemoryTransport;
import io.clientconn.test.ManualScheduler;
import io.clientconn.test.RecordedSubConn;
import io.clientconn.test.ScriptedPeer;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.GreeterMethods;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The snippets of docs/testing.md; {@link GuideSnippetsTest} finds them here. */
@Timeout(60)
class TestingGuideTest {

	private final HelloRequest ada = HelloRequest.newBuilder().setName("Ada").build();

	private final FakeService service = FakeService.builder()
		.unary(GreeterMethods.SAY_HELLO, (request) -> hello(request.getName()))
		.build();

	private static HelloReply hello(String name) {
		return HelloReply.newBuilder().setMessage("Hello " + name).build();
	}

	@Test
	void aNetworkInMemory() {
		FakeService service = this.service;
		InMemoryTransport network = InMemoryTransport.to(service);
		ClientConn conn = ClientConn.builder("static:///10.0.0.7:9090,10.0.0.8:9090")
			.plaintext()
			.transport((factory) -> network)
			.build();
		try (conn) {
			faults(network, GreeterClient.over(conn), this.ada);
		}
	}

	private static void faults(InMemoryTransport network, GreeterClient greeter, HelloRequest ada) {
		network.refuseConnections("10.0.0.7:9090");
		network.refuseStreams(1);
		assertThat(greeter.sayHello(ada)).isEqualTo(hello("Ada"));
		network.goAway();
		network.dropConnections();
		assertThat(network.attempts()).contains("10.0.0.7:9090", "10.0.0.8:9090");
	}

	@Test
	void namesAndPolicies() {
		InMemoryTransport network = InMemoryTransport.to(this.service);
		FakeResolver names = FakeResolver.ofScheme("fake").find("10.0.0.7:9090");
		FakeBalancer policy = FakeBalancer.named("by_hand");
		ClientConn conn = ClientConn.builder("fake:///orders")
			.plaintext()
			.resolver(names)
			.balancer(policy)
			.loadBalancingPolicy("by_hand")
			.transport((factory) -> network)
			.build();
		try (conn) {
			picks(conn, policy, GreeterClient.over(conn), this.ada);
		}
	}

	private static void picks(ClientConn conn, FakeBalancer policy, GreeterClient greeter, HelloRequest ada) {
		conn.connect();
		RecordedSubConn backend = policy.awaitSubConn("10.0.0.7:9090").connect();
		policy.publish(ConnectivityState.READY, backend.picker());
		assertThat(greeter.sayHello(ada)).isEqualTo(hello("Ada"));
		backend.awaitState(ConnectivityState.READY);
	}

	@Test
	void aScript() {
		HelloRequest ada = this.ada;
		try (ScriptedPeer peer = ScriptedPeer.script()
			.expectConnection()
			.handshake()
			.expectHeaders(1, ":path", "/helloworld.Greeter/SayHello")
			.expectMessage(1, ada.toByteArray())
			.expectEndOfStream(1)
			.sendResponseHeaders(1)
			.sendMessage(1, hello("Ada").toByteArray())
			.sendTrailers(1, "grpc-status", "0")
			.start(); ClientConn conn = ClientConn.builder(peer.target()).plaintext().build()) {
			assertThat(GreeterClient.over(conn).sayHello(ada)).isEqualTo(hello("Ada"));
			peer.awaitEnd();
		}
	}

	@Test
	void time() {
		HelloRequest ada = this.ada;
		InMemoryTransport network = InMemoryTransport
			.to(FakeService.builder().handle(GreeterMethods.SAY_HELLO, (call) -> (request) -> {
			}).build());
		ManualScheduler clock = new ManualScheduler();
		try (ClientRuntime runtime = ClientRuntime.builder().scheduler(clock).build();
				ClientConn conn = ClientConn.builder("static:///10.0.0.7:9090")
					.plaintext()
					.runtime(runtime)
					.transport((factory) -> network)
					.build()) {
			RpcFuture<HelloReply> future = GreeterAsyncClient.over(conn)
				.sayHello(ada, RpcOptions.NONE.timeout(Duration.ofSeconds(30)));
			clock.advance(Duration.ofSeconds(30));
			assertThat(future).failsWithin(Duration.ofSeconds(10));
		}
	}

}
