package io.clientconn;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.Await;
import io.clientconn.testing.CountingMemory;
import io.clientconn.testing.HostileServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Very many connections, one after the other: whatever they took is given back.
 */
@Timeout(60)
class ConnectionChurnTest {

	private static final RpcOptions PATIENT = RpcOptions.NONE.waitForReady(true).timeout(Duration.ofSeconds(20));

	private static final Backoff SHORT = new Backoff(Duration.ofMillis(1), 1, 0, Duration.ofMillis(1));

	private final CountingMemory memory = new CountingMemory();

	private final AtomicInteger attempts = new AtomicInteger();

	private ClientRuntime runtime;

	@BeforeEach
	void makeRuntime() {
		this.runtime = ClientRuntime.builder().eventLoopThreads(1).allocator(this.memory.allocator()).build();
	}

	@AfterEach
	void closeRuntime() {
		this.runtime.close();
	}

	@Test
	void twoHundredConnectionsThatAreLostAfterOneCall() throws Exception {
		try (HostileServer server = new HostileServer(ConnectionChurnTest::oneCall);
				ClientConn conn = connect(server.address())) {
			flap(conn, server, 20);
			Usage before = usage();

			flap(conn, server, 200);

			returnsTo(before);
		}
	}

	@Test
	void aThousandAttemptsThatFail() throws Exception {
		try (HostileServer server = new HostileServer(ConnectionChurnTest::hangsUp);
				ClientConn conn = connect(server.address() + ",127.0.0.1:1")) {
			conn.connect();
			Await.count(100, this.attempts::get, "attempts");
			Usage before = usage();

			Await.count(1100, this.attempts::get, "attempts");

			assertThat(conn.getState()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
			assertThat(server.connections()).isGreaterThan(100);
			assertThat(conn.status().addresses()).hasSize(2);
			returnsTo(before);
		}
	}

	/**
	 * A call that meets the connection at its end fails, for it may have been processed.
	 */
	private static void flap(ClientConn conn, HostileServer server, int connections) {
		int goal = server.connections() + connections;
		int answers = 0;
		while (server.connections() < goal) {
			try {
				assertThat(RealServerFixture.echo(conn, "ping", PATIENT)).isEqualTo("pong");
				answers++;
			}
			catch (StatusException ex) {
				assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE);
			}
		}
		assertThat(answers).isGreaterThanOrEqualTo(connections - 1);
	}

	/** Answers one call and closes the connection. */
	private static void oneCall(HostileServer.Peer peer) throws IOException {
		peer.preface();
		peer.send(HostileServer.frame(HostileServer.SETTINGS, 0, 0));
		peer.send(HostileServer.answer(peer.awaitRequest()));
	}

	private static void hangsUp(HostileServer.Peer peer) {
	}

	private ClientConn connect(String addresses) {
		return ClientConn.builder("static:///" + addresses)
			.plaintext()
			.runtime(this.runtime)
			.backoff(SHORT)
			.transport((factory) -> (request, listener) -> {
				this.attempts.incrementAndGet();
				return factory.connect(request, listener);
			})
			.build();
	}

	/**
	 * Things that are on their way out need a moment; what stays, stays for ever.
	 */
	private void returnsTo(Usage before) {
		Await.until(() -> usage().isBackTo(before), "everything is given back that was taken since " + before);
	}

	private Usage usage() {
		return Usage.of(this.runtime, this.memory);
	}

}
