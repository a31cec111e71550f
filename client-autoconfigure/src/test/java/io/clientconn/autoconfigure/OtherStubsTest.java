package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.clientconn.autoconfigure.testclients.EchoGrpc;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoBlockingStub;
import io.clientconn.autoconfigure.testclients.EchoGrpcKt.EchoCoroutineStub;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.autoconfigure.testclients.EchoServerFixture;
import io.clientconn.autoconfigure.testclients.GrpcJavaTracing;
import io.clientconn.autoconfigure.testclients.ReactorEchoGrpc;
import io.clientconn.autoconfigure.testclients.ReactorEchoGrpc.ReactorEchoStub;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.CoroutineStubFactory;
import org.springframework.grpc.client.ImportGrpcClients;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Stubs over the libraries of grpc-kotlin and reactor-grpc, and an interceptor that
 * itself has a stub.
 */
@Timeout(60)
class OtherStubsTest {

	@RegisterExtension
	final EchoServerFixture fixture = new EchoServerFixture();

	private final EchoServer server = this.fixture.server();

	private final ApplicationContextRunner runner = this.fixture.runner()
		.withConfiguration(AutoConfigurations.of(GrpcChannelFactoryAutoConfiguration.class));

	@Test
	void stubsOfGrpcKotlinAndReactorGrpcNeedNoFactory() {
		this.runner.withBean(Stubs.class).run((context) -> callAll(context.getBean(Stubs.class)));
	}

	@Test
	void aFactoryMakesThem() {
		this.runner.withUserConfiguration(Factories.class).withBean(Stubs.class).run((context) -> {
			Stubs stubs = context.getBean(Stubs.class);
			callAll(stubs);
			assertThat(stubs.kotlin().getCallOptions().getOption(GrpcJavaClientTest.MARK)).isEqualTo("factory");
			assertThat(stubs.reactor().getCallOptions().getOption(GrpcJavaClientTest.MARK)).isEqualTo("factory");
		});
	}

	@Test
	void springGrpcImportsThem() {
		this.runner.withUserConfiguration(Imported.class)
			.run((context) -> callAll(
					new Stubs(context.getBean(EchoCoroutineStub.class), context.getBean(ReactorEchoStub.class))));
	}

	private void callAll(Stubs stubs) throws Exception {
		assertThat(stubs.kotlin().say("kotlin").get(20, TimeUnit.SECONDS)).isEqualTo("one: kotlin");
		assertThat(stubs.reactor().say(Mono.just("reactor")).block(Duration.ofSeconds(20))).isEqualTo("one: reactor");
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(
					() -> stubs.kotlin().withDeadlineAfter(-1, TimeUnit.SECONDS).say("late").get(20, TimeUnit.SECONDS))
			.satisfies((ex) -> assertThat(Status.fromThrowable(ex).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
		assertThat(this.server.connections()).hasSize(1);
	}

	@Test
	void aGlobalInterceptorMayAskForAStubLater() {
		this.runner.withUserConfiguration(Circle.class).withBean(Stubs.class).withBean(Plain.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Plain.class).stub().say("hi")).isEqualTo("one: hi");
			assertThat(this.server.header("x-trace")).isEqualTo("token of one: who?");
		});
	}

	@Test
	void oneThatNeedsAStubToBeMadeStopsTheStart() {
		this.runner.withUserConfiguration(ClosedCircle.class)
			.withBean(Plain.class)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("BeanCurrentlyInCreationException"));
	}

	record Stubs(@GrpcClient("echo") EchoCoroutineStub kotlin, @GrpcClient("echo") ReactorEchoStub reactor) {

	}

	record Plain(@GrpcClient("echo") EchoBlockingStub stub) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Factories {

		@Bean
		StubFactory factory() {
			return new StubFactory() {

				@Override
				public boolean supports(Class<?> type) {
					return type == EchoCoroutineStub.class || type == ReactorEchoStub.class;
				}

				@Override
				public Object create(Class<?> type, Channel channel) {
					return (type == EchoCoroutineStub.class)
							? new EchoCoroutineStub(channel).withOption(GrpcJavaClientTest.MARK, "factory")
							: ReactorEchoGrpc.newReactorStub(channel).withOption(GrpcJavaClientTest.MARK, "factory");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportGrpcClients(target = "echo", types = ReactorEchoStub.class)
	@ImportGrpcClients(target = "echo", types = EchoCoroutineStub.class, factory = CoroutineStubFactory.class)
	static class Imported {

		@Bean
		CoroutineStubFactory coroutineStubs() {
			return new CoroutineStubFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Circle {

		@Bean
		@GlobalGrpcClientInterceptor
		@Order(1)
		ClientInterceptor token(@GrpcClient("echo") ObjectProvider<EchoBlockingStub> stub) {
			return new Asking(stub::getObject);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClosedCircle {

		@Bean
		@GlobalGrpcClientInterceptor
		ClientInterceptor token(@GrpcClient("echo") EchoBlockingStub stub) {
			return new Asking(() -> stub);
		}

	}

	/**
	 * Asks for a token before each call but its own.
	 */
	private record Asking(java.util.function.Supplier<EchoBlockingStub> stub) implements ClientInterceptor {

		private static final CallOptions.Key<Boolean> OWN = CallOptions.Key.createWithDefault("own", false);

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			if (options.getOption(OWN)) {
				return next.newCall(method, options);
			}
			String token = EchoGrpc.newBlockingStub(this.stub.get().getChannel()).withOption(OWN, true).say("who?");
			return new GrpcJavaTracing("token of " + token).interceptCall(method, options, next);
		}

	}

}
