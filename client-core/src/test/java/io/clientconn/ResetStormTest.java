package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.RpcFuture;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A server that refuses every call must not make its clients ask without end.
 */
class ResetStormTest {

	private static final int CALLS = 2_000;

	private static final int REFUSED_STREAM = 7;

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	@Test
	void aRefusedCallIsSentTwiceAndNoMore() {
		AtomicInteger requests = new AtomicInteger();
		try (HostileServer server = new HostileServer((peer) -> {
			peer.preface();
			peer.send(HostileServer.frame(HostileServer.SETTINGS, 0, 0));
			while (true) {
				int stream = peer.awaitRequest();
				if (requests.incrementAndGet() > 2 * CALLS) {
					peer.send(HostileServer.answer(stream));
				}
				else {
					peer.send(HostileServer.frame(HostileServer.RST_STREAM, 0, stream,
							HostileServer.int32(REFUSED_STREAM)));
				}
			}
		})) {
			ClientConn conn = this.fixture.connect("static:///" + server.address());
			List<RpcFuture<String>> calls = new ArrayList<>();
			for (int i = 0; i < CALLS; i++) {
				calls.add(ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "ping", RpcOptions.NONE));
			}
			for (RpcFuture<String> call : calls) {
				CompletionException failure = catchThrowableOfType(CompletionException.class,
						() -> call.orTimeout(30, TimeUnit.SECONDS).join());
				StatusException status = (StatusException) failure.getCause();
				assertThat(status.code()).isEqualTo(StatusCode.UNAVAILABLE);
				assertThat(status.outcome().failedAttempts()).hasSize(1);
			}
			assertThat(requests).hasValue(2 * CALLS);
			assertThat(RealServerFixture.echo(conn, "ping")).isEqualTo("pong");
			assertThat(server.connections()).isOne();
		}
	}

}
