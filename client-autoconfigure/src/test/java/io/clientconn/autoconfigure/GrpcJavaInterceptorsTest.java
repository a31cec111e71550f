package io.clientconn.autoconfigure;

import java.util.function.Function;

import io.clientconn.ClientConnBuilder;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoBlockingStub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoHiddenStub;
import io.clientconn.autoconfigure.testclients.EchoGrpc;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.autoconfigure.testclients.EchoServerFixture;
import io.clientconn.autoconfigure.testclients.GrpcJavaTracing;
import io.clientconn.autoconfigure.testclients.Tracing;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.GlobalClientInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interceptors of grpc-java around injected stubs, and factories of stubs.
 */
@Timeout(60)
class GrpcJavaInterceptorsTest {

	@RegisterExtension
	private final EchoServerFixture fixture = new EchoServerFixture();

	private final EchoServer server = this.fixture.server();

	private final ApplicationContextRunner runner = this.fixture.runner();

	@Test
	void globalOnesApplyInTheirOrderWithThoseOfThePlaceAroundThem() {
		this.runner.withUserConfiguration(Interceptors.class).withBean(Callers.class).run((context) -> {
			Callers callers = context.getBean(Callers.class);
			callers.plain().say("hi");
			assertThat(this.server.header("x-trace")).isEqualTo("early, late, spring");
			callers.own().say("hi");
			assertThat(this.server.header("x-trace")).isEqualTo("own, early, late, spring");
			EchoGrpc.newBlockingStub(callers.channel()).say("hi");
			assertThat(this.server.header("x-trace")).isEqualTo("own, early, late, spring");
		});
	}

	@Test
	void generatedClientsDoNotKnowThem() {
		this.runner.withUserConfiguration(Interceptors.class, Customizer.class).withBean(Both.class).run((context) -> {
			context.getBean(Both.class).generated().say("hi");
			assertThat(this.server.header("x-trace")).isEqualTo("conn");
			context.getBean(Both.class).stub().say("hi");
			assertThat(this.server.header("x-trace")).as("those of the connection come last")
				.isEqualTo("early, late, spring, conn");
		});
	}

	@Test
	void oneThatIsNotMarkedIsNotEvenMade() {
		this.runner.withBean("unmarked", ClientInterceptor.class, () -> {
			throw new AssertionError("not to be made");
		}, (definition) -> definition.setLazyInit(true)).withBean(GrpcJavaClientTest.OneStub.class).run((context) -> {
			assertThat(context.getBean(GrpcJavaClientTest.OneStub.class).stub().say("hi")).isEqualTo("one: hi");
			assertThat(this.server.header("x-trace")).isNull();
		});
	}

	@Test
	void aBeanOfTheNamedClassIsTaken() {
		this.runner.withBean(GrpcJavaTracing.Own.class, NamedOwn::new).withBean(Callers.class).run((context) -> {
			context.getBean(Callers.class).own().say("hi");
			assertThat(this.server.header("x-trace")).isEqualTo("the bean");
		});
	}

	@Test
	void anInterceptorOfTheOtherKindStopsTheStart() {
		this.runner.withBean(OursAroundStub.class).run((context) -> {
			FailureAnalysis analysis = GrpcJavaClientTest.analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'stub'")
				.contains(Tracing.First.class.getName())
				.contains("io.grpc.ClientInterceptor");
			assertThat(analysis.getAction()).contains("ClientConnCustomizer");
		});
		this.runner.withBean(TheirsAroundClient.class)
			.run((context) -> assertThat(GrpcJavaClientTest.analysis(context.getStartupFailure()).getDescription())
				.contains(GrpcJavaTracing.Own.class.getName())
				.contains(io.clientconn.rpc.ClientInterceptor.class.getName()));
		this.runner.withBean(NoInterceptor.class)
			.run((context) -> assertThat(GrpcJavaClientTest.analysis(context.getStartupFailure()).getDescription())
				.contains("the interceptor java.lang.String"));
	}

	@Test
	void factoriesAreAskedInTheirOrderAndBeforeOurs() {
		this.runner.withUserConfiguration(Factories.class)
			.withBean(GrpcJavaClientTest.OneStub.class)
			.withBean(TextPlace.class)
			.run((context) -> {
				EchoBlockingStub stub = context.getBean(GrpcJavaClientTest.OneStub.class).stub();
				assertThat(stub.getCallOptions().getOption(GrpcJavaClientTest.MARK)).isEqualTo("first");
				assertThat(context.getBean(TextPlace.class).text()).isEqualTo("any type over a channel");
			});
	}

	@Test
	void aFactoryThatFailsOrMakesSomethingElseStopsTheStart() {
		this.runner.withBean(StubFactory.class, () -> factory(EchoHiddenStub.class, (channel) -> "no stub"))
			.withBean(GrpcJavaClientTest.OneHidden.class)
			.run((context) -> assertThat(GrpcJavaClientTest.analysis(context.getStartupFailure()).getDescription())
				.contains("'stub'")
				.contains("made a java.lang.String"));
		this.runner.withBean(StubFactory.class, () -> factory(EchoHiddenStub.class, (channel) -> {
			throw new IllegalStateException("out of stubs");
		}))
			.withBean(GrpcJavaClientTest.OneHidden.class)
			.run((context) -> assertThat(GrpcJavaClientTest.analysis(context.getStartupFailure()).getDescription())
				.contains("'stub'")
				.contains("out of stubs"));
	}

	private static StubFactory factory(Class<?> supported, Function<Channel, Object> maker) {
		return new StubFactory() {

			@Override
			public boolean supports(Class<?> type) {
				return type == supported;
			}

			@Override
			public Object create(Class<?> type, Channel channel) {
				return maker.apply(channel);
			}

		};
	}

	record Callers(@GrpcClient("echo") EchoBlockingStub plain,
			@GrpcClient(value = "echo", interceptors = GrpcJavaTracing.Own.class) EchoBlockingStub own,
			@GrpcClient(value = "echo", interceptors = GrpcJavaTracing.Own.class) Channel channel) {

	}

	record Both(@GrpcClient("echo") EchoClient generated, @GrpcClient("echo") EchoBlockingStub stub) {

	}

	record OursAroundStub(@GrpcClient(value = "echo", interceptors = Tracing.First.class) EchoBlockingStub stub) {

	}

	record TheirsAroundClient(@GrpcClient(value = "echo", interceptors = GrpcJavaTracing.Own.class) EchoClient client) {

	}

	record NoInterceptor(@GrpcClient(value = "echo", interceptors = String.class) EchoClient client) {

	}

	record TextPlace(@GrpcClient("echo") CharSequence text) {

	}

	static class NamedOwn extends GrpcJavaTracing.Own {

		@Override
		protected String name() {
			return "the bean";
		}

	}

	@GlobalGrpcClientInterceptor
	@Order(2)
	static class Late extends GrpcJavaTracing {

		Late() {
			super("late");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		@Bean
		@GlobalClientInterceptor
		@Order(3)
		ClientInterceptor spring() {
			return new GrpcJavaTracing("spring");
		}

		@Bean
		Late late() {
			return new Late();
		}

		@Bean
		@GlobalGrpcClientInterceptor
		@Order(1)
		ClientInterceptor early() {
			return new GrpcJavaTracing("early");
		}

		@Bean
		ClientInterceptor unmarked() {
			return new GrpcJavaTracing("unmarked");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizer {

		@Bean
		ClientConnCustomizer customizer() {
			return (String channel, ClientConnBuilder builder) -> builder.intercept(new Tracing.Named("conn"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Factories {

		@Bean
		@Order(2)
		StubFactory second() {
			return factory(EchoBlockingStub.class, (channel) -> marked(channel, "second"));
		}

		@Bean
		@Order(1)
		StubFactory first() {
			return factory(EchoBlockingStub.class, (channel) -> marked(channel, "first"));
		}

		@Bean
		StubFactory ofAnotherType() {
			return factory(CharSequence.class, (channel) -> "any type over a channel");
		}

		private static EchoBlockingStub marked(Channel channel, String mark) {
			return EchoGrpc.newBlockingStub(channel).withOption(GrpcJavaClientTest.MARK, mark);
		}

	}

}
