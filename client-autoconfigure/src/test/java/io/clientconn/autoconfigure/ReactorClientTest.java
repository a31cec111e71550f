package io.clientconn.autoconfigure;

import java.time.Duration;

import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.autoconfigure.testclients.EchoServerFixture;
import io.clientconn.autoconfigure.testclients.ReactorEchoClient;
import io.clientconn.reactor.RpcContext;
import io.clientconn.rpc.RpcOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients of the flavour reactor are injected like all others. */
@Timeout(60)
class ReactorClientTest {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@RegisterExtension
	private final EchoServerFixture fixture = new EchoServerFixture();

	private final EchoServer server = this.fixture.server();

	private final ApplicationContextRunner runner = this.fixture.runner();

	@Test
	void itIsInjectedIntoFieldsParametersAndProvidersAndCalls() {
		this.runner.withBean(Caller.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Caller caller = context.getBean(Caller.class);
			Mono<String> call = caller.parameter.say("hi", RpcOptions.NONE.waitForReady(true))
				.contextWrite(RpcContext.header("x-tenant", "acme"));

			assertThat(call.block(PATIENCE)).isEqualTo("one: hi");
			assertThat(this.server.header("x-tenant")).isEqualTo("acme");
			assertThat(caller.field).isNotNull();
			assertThat(caller.provider).isNotNull();
			assertThat(caller.provider.getObject().say("again", RpcOptions.NONE.waitForReady(true)).block(PATIENCE))
				.isEqualTo("one: again");
		});
	}

	@Test
	void aBeanOfTheApplicationStandsInForIt() {
		ReactorEchoClient fake = new ReactorEchoClient() {

			@Override
			public Mono<String> say(String text, RpcOptions options) {
				return Mono.just("fake: " + text);
			}

		};
		this.runner.withBean("fake", ReactorEchoClient.class, () -> fake)
			.withBean(Caller.class)
			.run((context) -> assertThat(context.getBean(Caller.class).parameter.say("hi").block(PATIENCE))
				.isEqualTo("fake: hi"));
	}

	static class Caller {

		@GrpcClient("echo")
		@Nullable ReactorEchoClient field;

		@GrpcClient("echo")
		@Nullable ObjectProvider<ReactorEchoClient> provider;

		final ReactorEchoClient parameter;

		Caller(@GrpcClient("echo") ReactorEchoClient parameter) {
			this.parameter = parameter;
		}

	}

}
