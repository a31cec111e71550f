package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.ClientCalls;
import io.clientconn.testing.Await;
import io.clientconn.testing.CountingMemory;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers and connections of one test, on a runtime of their own. When the test is over
 * everything is closed, and no thread and no byte may be left.
 */
final class RealServerFixture implements AfterEachCallback {

	private final CountingMemory memory = new CountingMemory();

	private final List<TestServer> servers = new ArrayList<>();

	private final List<ClientConn> conns = new ArrayList<>();

	private final List<ClientRuntime> runtimes = new ArrayList<>();

	private final ClientRuntime runtime = ClientRuntime.builder()
		.eventLoopThreads(2)
		.allocator(this.memory.allocator())
		.build();

	/**
	 * Another runtime, on the clock of the test; it ends with the fixture.
	 */
	ClientRuntime runtimeOn(Scheduler clock) {
		ClientRuntime frozen = ClientRuntime.builder()
			.eventLoopThreads(1)
			.allocator(this.memory.allocator())
			.scheduler(clock)
			.build();
		this.runtimes.add(frozen);
		return frozen;
	}

	TestServer server(String name) {
		return track(TestServer.start(name));
	}

	TestServer track(TestServer server) {
		this.servers.add(server);
		return server;
	}

	ClientConnBuilder builder(String target) {
		return ClientConn.builder(target).name("orders").plaintext().runtime(this.runtime);
	}

	ClientConn connect(String target) {
		return track(builder(target).build());
	}

	ClientConn connectTo(TestServer... to) {
		String list = java.util.Arrays.stream(to).map(TestServer::address).collect(Collectors.joining(","));
		return track(builder("static:///" + list).loadBalancingPolicy("round_robin").build());
	}

	ClientConn track(ClientConn conn) {
		this.conns.add(conn);
		return conn;
	}

	static String echo(ClientConn conn, String text) {
		return echo(conn, text, RpcOptions.NONE);
	}

	static String echo(ClientConn conn, String text, RpcOptions options) {
		return ClientCalls.unary(conn, TestServer.method("Echo"), text, options);
	}

	/**
	 * Closes connections and servers before the test is over.
	 */
	void stopServers() {
		this.conns.forEach(ClientConn::close);
		this.servers.forEach(TestServer::close);
	}

	ClientRuntime runtime() {
		return this.runtime;
	}

	CountingMemory memory() {
		return this.memory;
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		this.conns.forEach(ClientConn::close);
		this.runtime.close();
		this.runtimes.forEach(ClientRuntime::close);
		for (TestServer server : this.servers) {
			server.close();
		}
		assertThat(this.memory.inUse()).as("bytes not given back").isZero();
		awaitNoThreads();
	}

	/** A thread that has nothing left to do still needs a moment to end. */
	private void awaitNoThreads() {
		Await.until(() -> this.runtime.liveThreads().isEmpty(), "no thread is left");
		Await.until(() -> this.runtimes.stream().allMatch((each) -> each.liveThreads().isEmpty()),
				"no thread of a runtime with a clock is left");
	}

}
