package com.example;

import java.util.List;

import com.example.greet.GreeterAsyncClient;
import com.example.greet.GreeterClient;
import com.example.greet.GreeterMethods;
import com.example.greet.HelloReply;
import com.example.greet.HelloRequest;
import com.google.protobuf.RuntimeVersion;
import io.clientconn.ClientConn;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class GreeterTest {

	private static final HelloRequest REQUEST = HelloRequest.newBuilder().setName("Ada").build();

	@Test
	void aFakeOfOneMethodStandsInForTheServer() {
		GreeterClient fake = new GreeterClient() {
			@Override
			public HelloReply sayHello(HelloRequest request, RpcOptions options) {
				return HelloReply.newBuilder().setMessage("Hello " + request.getName()).build();
			}
		};

		assertEquals("Hello Ada", fake.sayHello(REQUEST).getMessage());
		assertEquals(StatusCode.UNIMPLEMENTED,
				assertThrows(StatusException.class, () -> fake.sayManyHellos(REQUEST)).code());
	}

	@Test
	void aClientCallsOverTheWire() throws Exception {
		try (TinyServer server = TinyServer.start();
				ClientConn conn = ClientConn.builder(server.target()).plaintext().build()) {
			GreeterClient client = GreeterClient.over(conn);

			assertEquals("Hello Ada", client.sayHello(REQUEST).getMessage());
			assertEquals("Hello Ada and 1 more", client.collect(List.of(REQUEST, REQUEST)).getMessage());
			assertEquals("Hello Ada", GreeterAsyncClient.over(conn).sayHello(REQUEST).get().getMessage());
		}
		assertEquals("com.example.greet.Greeter", GreeterMethods.SERVICE_NAME);
	}

	@Test
	void theRuntimeIsTheOneThatWasAskedFor() {
		String runtime = RuntimeVersion.OSS_MAJOR + "." + RuntimeVersion.OSS_MINOR + "." + RuntimeVersion.OSS_PATCH;

		assertEquals(System.getProperty("protobuf.runtime"), runtime);
	}

}
