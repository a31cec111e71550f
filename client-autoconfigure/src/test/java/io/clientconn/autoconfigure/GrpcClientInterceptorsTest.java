package io.clientconn.autoconfigure;

import java.io.IOException;
import java.util.List;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoAsyncClient;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.autoconfigure.testclients.FakeChannel;
import io.clientconn.autoconfigure.testclients.Tracing;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the interceptors that {@link GrpcClient} names, and for customizers.
 */
class GrpcClientInterceptorsTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withPropertyValues("grpc.client.channel.orders.target=orders:1");

	private final ApplicationContextRunner withChannel = this.runner.withBean("orders", FakeChannel.class,
			() -> new FakeChannel("orders"));

	@Test
	void theFirstOneIsTheOutermostAndThoseOfTheChannelComeAfterThem() throws IOException {
		EchoServer server = EchoServer.start("one");
		try {
			this.runner.withPropertyValues("grpc.client.channel.orders.target=" + server.address())
				.withUserConfiguration(Customizers.class)
				.withBean(Caller.class)
				.run((context) -> {
					Caller caller = context.getBean(Caller.class);
					caller.traced().say("hi");
					assertThat(server.header("x-trace")).isEqualTo("Second, First, early orders, late orders");
					caller.plain().say("hi");
					assertThat(server.header("x-trace")).isEqualTo("early orders, late orders");
				});
		}
		finally {
			server.stop();
		}
	}

	@Test
	void setterFieldAndBeanMethodHaveInterceptorsOfTheirOwn() {
		this.withChannel.withBean(Places.class).withUserConfiguration(BeanMethod.class).run((context) -> {
			Places places = context.getBean(Places.class);
			assertThat(places.field).asString().contains("First > FakeChannel");
			assertThat(places.setter).asString().contains("Second > FakeChannel");
			assertThat(places.async).isNotNull();
			assertThat(places.async.channel()).asString().startsWith("First > FakeChannel");
			assertThat(places.channel).asString().startsWith("Second > First > FakeChannel");
			assertThat(places.none).asString().doesNotContain(">");
			assertThat(context.getBean("ofMethod")).asString().contains("Second > FakeChannel");
		});
	}

	@Test
	void aBeanOfTheClassIsTakenAndOtherwiseOneIsMadeAndAutowired() {
		this.withChannel.withBean(Places.class)
			.withBean(Tracing.First.class, NamedFirst::new)
			.withBean(NeedsBean.class)
			.withBean(String.class, () -> "wired")
			.run((context) -> {
				assertThat(context.getBean(Places.class).field).asString().contains("the bean > FakeChannel");
				assertThat(context.getBean(NeedsBean.class).client).asString().contains("wired > FakeChannel");
			});
	}

	@Test
	void aBeanThatIsTakenInsteadOfTheClientStaysAsItIs() {
		EchoClient fake = new EchoClient() {
		};
		this.withChannel.withBean("someFake", EchoClient.class, () -> fake)
			.withBean(Places.class)
			.run((context) -> assertThat(context.getBean(Places.class).field).isSameAs(fake));
	}

	@Test
	void severalBeansOfTheClassStopTheStartUnlessOneIsPrimary() {
		this.withChannel.withBean("one", Tracing.First.class)
			.withBean("two", Tracing.First.class)
			.withBean(Places.class)
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("of " + Places.class.getName())
				.contains(Tracing.First.class.getName())
				.contains("one, two"));
		this.withChannel.withBean("one", Tracing.First.class)
			.withBean("two", Tracing.First.class, NamedFirst::new, (definition) -> definition.setPrimary(true))
			.withBean(Places.class)
			.run((context) -> assertThat(context.getBean(Places.class).field).asString().contains("the bean >"));
	}

	@Test
	void aTypeThatCannotBeMadeStopsTheStart() {
		this.withChannel.withBean(NamesTheInterface.class)
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("field 'client' of " + NamesTheInterface.class.getName())
				.contains(ClientInterceptor.class.getName() + ", which is abstract"));
	}

	@Test
	void oneWhoseConstructorCannotBeServedStopsTheStartAndNamesThePlace() {
		this.withChannel.withBean(NeedsBean.class).run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("field 'client' of " + NeedsBean.class.getName())
				.contains("the interceptor " + Tracing.Named.class.getName())
				.contains("cannot be made: ")
				.contains("java.lang.String");
			assertThat(analysis.getAction()).contains("Add a bean of this type");
		});
	}

	@Test
	void aConnectionTakesNone() {
		this.runner.withBean(OnConn.class).run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("field 'conn' of " + OnConn.class.getName());
			assertThat(analysis.getAction()).contains(Channel.class.getName()).contains("ClientConnCustomizer");
		});
	}

	private static FailureAnalysis analysis(@Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		return BadValueTest.analysis(failure);
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		ClientConnCustomizer late() {
			return (channel, builder) -> builder.intercept(new Tracing.Named("late " + channel));
		}

		@Bean
		@Order(1)
		ClientConnCustomizer early() {
			return (channel, builder) -> builder.intercept(new Tracing.Named("early " + channel));
		}

	}

	record Caller(@GrpcClient(value = "orders", interceptors = {
			Tracing.Second.class, Tracing.First.class }) EchoClient traced, @GrpcClient("orders") EchoClient plain){

	}

	static class Places {

		@GrpcClient(value = "orders", interceptors = Tracing.First.class)
		@Nullable EchoClient field;

		@GrpcClient(value = "orders", interceptors = Tracing.First.class)
		@Nullable EchoAsyncClient async;

		@GrpcClient(value = "orders", interceptors = { Tracing.Second.class, Tracing.First.class })
		@Nullable Channel channel;

		@GrpcClient("orders")
		@Nullable EchoClient none;

		@Nullable EchoClient setter;

		@GrpcClient(value = "orders", interceptors = Tracing.Second.class)
		void setSetter(EchoClient client) {
			this.setter = client;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BeanMethod {

		@Bean
		List<Object> ofMethod(
				@GrpcClient(value = "orders", interceptors = Tracing.Second.class) EchoAsyncClient client) {
			return List.of(client.channel());
		}

	}

	static class NeedsBean {

		@GrpcClient(value = "orders", interceptors = Tracing.Named.class)
		@Nullable EchoClient client;

	}

	static class NamedFirst extends Tracing.First {

		@Override
		public String toString() {
			return "the bean";
		}

	}

	static class NamesTheInterface {

		@GrpcClient(value = "orders", interceptors = ClientInterceptor.class)
		@Nullable EchoClient client;

	}

	static class OnConn {

		@GrpcClient(value = "orders", interceptors = Tracing.First.class)
		@Nullable ClientConn conn;

	}

}
