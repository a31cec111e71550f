package io.clientconn.autoconfigure;

import io.clientconn.autoconfigure.testclients.EchoClient;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * Tests that a mock takes the place of a client as it stands, without a qualifier.
 */
@SpringJUnitConfig
@TestPropertySource(properties = "grpc.client.channel.orders.target=orders:1")
class MockitoBeanAloneTest {

	@MockitoBean
	EchoClient client;

	@Test
	void thePlaceGetsTheMock(@Autowired Caller caller) {
		given(this.client.say("hi")).willReturn("the mock says hi");
		assertThat(caller.client.say("hi")).isEqualTo("the mock says hi");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ClientConnAutoConfiguration.class)
	@Import(Caller.class)
	static class Application {

	}

	static class Caller {

		final EchoClient client;

		Caller(@GrpcClient("orders") EchoClient client) {
			this.client = client;
		}

	}

}
