package io.clientconn.autoconfigure;

import io.clientconn.autoconfigure.testclients.EchoClient;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * Tests that a mock takes the place of a client, by qualifier if there are several.
 */
@SpringJUnitConfig
class MockitoBeanTest {

	@MockitoBean
	@Qualifier("orders")
	EchoClient orders;

	@MockitoBean
	@Qualifier("stock")
	EchoClient stock;

	@Test
	void eachPlaceGetsTheMockOfItsChannel(@Autowired Caller caller) {
		given(this.orders.say("hi")).willReturn("orders says hi");
		given(this.stock.say("hi")).willReturn("stock says hi");
		assertThat(caller.first.say("hi")).isEqualTo("orders says hi");
		assertThat(caller.second.say("hi")).isEqualTo("stock says hi");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ClientConnAutoConfiguration.class)
	@Import(Caller.class)
	static class Application {

	}

	static class Caller {

		final EchoClient first;

		final EchoClient second;

		Caller(@GrpcClient("orders") EchoClient first, @GrpcClient("stock") EchoClient second) {
			this.first = first;
			this.second = second;
		}

	}

}
