package io.clientconn.test;

import java.time.Duration;

import io.clientconn.ClientConn;
import io.clientconn.ClientRuntime;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.RpcFuture;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A channel on a socket whose time a test moves. */
@Timeout(60)
class ManualClockTest {

	private static final RpcOptions HALF_A_MINUTE = RpcOptions.NONE.timeout(Duration.ofSeconds(30));

	@Test
	void deadlinesOfARealChannelGoByAClockOfOnesOwn() {
		ManualScheduler clock = new ManualScheduler();
		try (ScriptedPeer peer = ScriptedPeer.script()
			.expectConnection()
			.handshake()
			.expectHeaders(1, "grpc-timeout", "30000000u")
			.expectData(1, 5)
			.expectEndOfStream(1)
			.start();
				ClientRuntime runtime = ClientRuntime.builder().eventLoopThreads(1).scheduler(clock).build();
				ClientConn conn = ClientConn.builder(peer.target()).plaintext().runtime(runtime).build()) {
			RpcFuture<HelloReply> reply = GreeterAsyncClient.over(conn)
				.sayHello(HelloRequest.getDefaultInstance(), HALF_A_MINUTE);
			peer.awaitEnd();
			clock.advance(Duration.ofMillis(29_999));
			assertThat(reply).isNotDone();
			clock.advance(Duration.ofMillis(1));
			assertThat(reply).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(StatusException.class,
						(failure) -> assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED));
		}
		assertThat(clock.pending()).isZero();
	}

}
