package com.example;

import java.time.Duration;

import com.google.protobuf.Empty;
import io.clientconn.autoconfigure.GrpcClient;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import pb.GreeterClient;
import pb.ReactorGreeterClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest
class RealClientTest {

	@GrpcClient("greeter")
	private GreeterClient greeter;

	@GrpcClient("greeter")
	private ReactorGreeterClient reactor;

	@Test
	void aReactorClientIsInjectedToo() {
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> this.reactor.ping(Empty.getDefaultInstance()).block(Duration.ofSeconds(20)))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE));
	}

	@Test
	void aClientWithoutAServerSaysSo() {
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> this.greeter.ping(Empty.getDefaultInstance()))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE));
	}

}
