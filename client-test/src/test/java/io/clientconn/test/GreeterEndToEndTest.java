package io.clientconn.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.clientconn.ClientConn;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.GreeterGrpc;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/** The quick start: the generated client, a real server, one second. */
@Timeout(60)
class GreeterEndToEndTest {

	private static final HelloRequest ADA = HelloRequest.newBuilder().setName("Ada").build();

	@Test
	void theGeneratedClientGreetsOverARealConnection() throws IOException {
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.addService(new Greeter())
			.build()
			.start();
		try (ClientConn conn = ClientConn.builder("static:///127.0.0.1:" + server.getPort()).plaintext().build()) {
			conn.awaitReady(Duration.ofSeconds(20));
			GreeterClient client = GreeterClient.over(conn);
			// The first call loads half of both libraries, which says nothing of a
			// second.
			assertThat(client.sayHello(ADA).getMessage()).isEqualTo("Hello Ada");

			HelloReply reply = client.sayHello(ADA, RpcOptions.NONE.timeout(Duration.ofSeconds(1)));

			assertThat(reply.getMessage()).isEqualTo("Hello Ada");
		}
		finally {
			server.shutdownNow();
		}
	}

	@Test
	void theGeneratedInterfaceCanBeMocked() {
		GreeterClient client = mock();
		given(client.sayHello(eq(ADA), any())).willReturn(HelloReply.newBuilder().setMessage("mocked").build());

		assertThat(greet(client)).isEqualTo("mocked");

		verify(client).sayHello(eq(ADA), any());
	}

	private static String greet(GreeterClient client) {
		return client.sayHello(ADA, RpcOptions.NONE).getMessage();
	}

	private static final class Greeter extends GreeterGrpc.GreeterImplBase {

		@Override
		public void sayHello(HelloRequest request, StreamObserver<HelloReply> response) {
			response.onNext(HelloReply.newBuilder().setMessage("Hello " + request.getName()).build());
			response.onCompleted();
		}

	}

}
