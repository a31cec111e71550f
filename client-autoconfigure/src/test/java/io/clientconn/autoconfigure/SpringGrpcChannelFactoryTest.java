package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.google.common.util.concurrent.ListenableFuture;
import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoGrpc;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.autoconfigure.testclients.EchoServerFixture;
import io.clientconn.autoconfigure.testclients.GrpcJavaTracing;
import io.clientconn.grpcjava.ClientConnChannelBuilder;
import io.grpc.ClientInterceptor;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.ChannelBuilderOptions;
import org.springframework.grpc.client.ChannelCredentialsProvider;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What our factory makes of the names and options of Spring gRPC.
 */
@Timeout(60)
class SpringGrpcChannelFactoryTest {

	private static final ChannelBuilderOptions DEFAULTS = ChannelBuilderOptions.defaults();

	@RegisterExtension
	final EchoServerFixture fixture = new EchoServerFixture();

	private final EchoServer server = this.fixture.server();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ClientConnAutoConfiguration.class, GrpcChannelFactoryAutoConfiguration.class))
		.withPropertyValues("grpc.client.channel.default.default.wait-for-ready=true",
				"grpc.client.channel.default.metadata.x-tenant=acme",
				"grpc.client.channel.order-service.target=" + this.server.address());

	// Names and targets

	@Test
	void anySpellingOfAChannelIsTheChannel() {
		this.runner.withPropertyValues("where=order-service").run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			for (String name : List.of("order-service", "orderService", "ORDER_SERVICE", "${where}",
					"${not:orderservice}")) {
				assertThat(factory.supports(name)).isTrue();
				assertThat(say(factory.createChannel(name))).isEqualTo("one: hi");
			}
			assertThat(this.server.connections()).hasSize(1);
		});
	}

	@Test
	void theChannelNamedDefaultIsOneIfItHasATarget() {
		this.runner
			.run((context) -> assertThat(failure(context.getBean(GrpcChannelFactory.class), "default").getDescription())
				.contains("There is no gRPC channel 'default'."));
		this.runner.withPropertyValues("grpc.client.channel.default.target=" + this.server.address())
			.run((context) -> assertThat(say(context.getBean(GrpcChannelFactory.class).createChannel("default")))
				.isEqualTo("one: hi"));
	}

	@Test
	void aTargetThatNoChannelHasGetsAConnectionWithWhatAllChannelsInherit() {
		this.runner.withPropertyValues("server=" + this.server.address()).run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			for (String target : List.of("${server}", this.server.address(), " " + this.server.address() + " ")) {
				assertThat(say(factory.createChannel(target))).isEqualTo("one: hi");
				assertThat(this.server.header("x-tenant")).isEqualTo("acme");
			}
			assertThat(this.server.connections()).as("they share it").hasSize(1);
		});
	}

	@Test
	void targetsAreReadAsBootReadsThemAndAsOurs() {
		this.runner.run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			for (String scheme : List.of("static://", "tcp://", "tcp:", "static:///", "dns:///")) {
				assertThat(say(factory.createChannel(scheme + this.server.address()))).as(scheme).isEqualTo("one: hi");
			}
		});
	}

	@Test
	void aNameThatNoChannelHasIsNoHost() {
		this.runner.run((context) -> {
			FailureAnalysis analysis = failure(context.getBean(GrpcChannelFactory.class), "order-srvice");
			assertThat(analysis.getDescription()).contains("There is no gRPC channel 'order-srvice'.")
				.contains("Did you mean 'order-service'?");
			assertThat(analysis.getAction()).contains("'grpc.client.channel.order-srvice.target'")
				.contains("order-srvice:9090");
		});
		this.runner.withPropertyValues("spring.grpc.client.channel.payments.target=payments:1")
			.run((context) -> assertThat(
					failure(context.getBean(GrpcChannelFactory.class), "payments").getDescription())
				.contains("'spring.grpc.client.channel.payments.target' is a property of Boot's own client"));
	}

	@Test
	void aPlaceholderWithoutAPropertyIsToldApart() {
		this.runner.run((context) -> assertThat(
				failure(context.getBean(GrpcChannelFactory.class), "${nowhere}").getDescription())
			.contains("'${nowhere}'"));
	}

	@Test
	void aTargetOfAnUnknownSchemeIsRefused() {
		this.runner.run((context) -> assertThat(
				failure(context.getBean(GrpcChannelFactory.class), "xds:///orders").getDescription())
			.contains("xds"));
	}

	@Test
	void aServerInTheSameJvmIsNotOurs() {
		this.runner.run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			assertThat(factory.supports("in-process:echo")).isFalse();
			assertThat(failure(factory, "in-process:echo").getAction()).contains("InProcessGrpcChannelFactory");
		});
	}

	// Options

	@Test
	void interceptorsOfTheOptionsComeAfterTheGlobalOnesOrAreSortedWithThem() {
		this.runner.withUserConfiguration(Interceptors.class).run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			ChannelBuilderOptions options = DEFAULTS.withInterceptors(
					List.of(context.getBean("own", ClientInterceptor.class), new GrpcJavaTracing("last")));
			say(factory.createChannel("order-service", options));
			assertThat(this.server.header("x-trace")).isEqualTo("first, third, own, last");
			say(factory.createChannel("order-service", options.withInterceptorsMerge(true)));
			assertThat(this.server.header("x-trace")).isEqualTo("first, own, third, last");
			say(factory.createChannel("order-service", options.withCustomizer(userAgent("mine"))));
			assertThat(this.server.header("x-trace")).as("over a builder").isEqualTo("first, third, own, last");
		});
	}

	@Test
	void aCustomizerChangesAConnectionOfTheChannelsOwn() {
		this.runner.run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			assertThat(say(factory.createChannel("order-service"))).isEqualTo("one: hi");
			ManagedChannel changed = factory.createChannel("orderService", DEFAULTS.withCustomizer(userAgent("mine")));
			assertThat(say(changed)).isEqualTo("one: hi");
			assertThat(this.server.header("user-agent")).startsWith("mine clientconn-java/");
			assertThat(this.server.header("x-tenant")).as("with what is configured").isEqualTo("acme");
			assertThat(this.server.connections()).hasSize(2);
			ManagedChannel toTarget = factory.createChannel(this.server.address(),
					DEFAULTS.withCustomizer(userAgent("other")));
			assertThat(say(toTarget)).isEqualTo("one: hi");
			assertThat(this.server.header("user-agent")).startsWith("other clientconn-java/");
			context.getSourceApplicationContext().close();
			assertThat(changed.isTerminated()).isTrue();
			assertThat(toTarget.isTerminated()).isTrue();
		});
	}

	@Test
	void customizersOfTheApplicationApplyInTheirOrderBeforeThatOfTheOptions() {
		this.runner.withUserConfiguration(GlobalCustomizers.class).run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			say(factory.createChannel("order-service"));
			assertThat(this.server.header("user-agent")).startsWith("late-order-service clientconn-java/");
			say(factory.createChannel("order-service", DEFAULTS.withCustomizer(userAgent("mine"))));
			assertThat(this.server.header("user-agent")).startsWith("mine clientconn-java/");
		});
	}

	@Test
	void aCustomizerForAnotherBuilderIsNamed() {
		this.runner.withUserConfiguration(NettyCustomizer.class).run((context) -> {
			FailureAnalysis analysis = failure(context.getBean(GrpcChannelFactory.class), "order-service");
			assertThat(analysis.getDescription()).contains("'forNetty'").contains("another kind of builder");
			assertThat(analysis.getAction()).contains("io.grpc.ManagedChannelBuilder");
		});
	}

	@Test
	void aCustomizerThatFailsIsNamedAndNotMadeAgainForThat() {
		this.runner.withUserConfiguration(FailingPrototype.class).run((context) -> {
			FailureAnalysis analysis = failure(context.getBean(GrpcChannelFactory.class), "order-service");
			assertThat(analysis.getDescription()).contains("the GrpcChannelBuilderCustomizer 'failing' failed with")
				.contains("no way for number 1");
			assertThat(context.getBean(AtomicInteger.class)).as("how many were made").hasValue(1);
		});
	}

	@Test
	void aCustomizerThatAsksForWhatIsNotHereIsNamed() {
		this.runner.run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			Throwable failure = catchThrowable(() -> factory.createChannel("order-service",
					DEFAULTS.withCustomizer(changed((builder) -> builder.proxyDetector((address) -> null)))));
			assertThat(GrpcJavaClientTest.analysis(failure).getDescription()).contains("'order-service'")
				.contains("the GrpcChannelBuilderCustomizer of its ChannelBuilderOptions")
				.contains("ProxyDetector");
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> factory.createChannel("order-service",
						DEFAULTS.withCustomizer(changed(ManagedChannelBuilder::useTransportSecurity))))
				.withMessageContaining("Cannot change security");
		});
	}

	@Test
	void aConnectionOfTheApplicationIsNotChanged() {
		try (ClientConn users = ClientConn.builder(this.server.address()).plaintext().userAgent("users").build()) {
			this.runner.withBean("orderService", ClientConn.class, () -> users).run((context) -> {
				GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
				say(factory.createChannel("order-service"));
				assertThat(this.server.header("user-agent")).startsWith("users ");
				Throwable failure = catchThrowable(
						() -> factory.createChannel("order-service", DEFAULTS.withCustomizer(userAgent("mine"))));
				assertThat(GrpcJavaClientTest.analysis(failure).getDescription()).contains("'order-service'")
					.contains("bean of the application");
			});
		}
	}

	@Test
	void aProviderOfCredentialsThatNobodyAsksStopsTheStart() {
		this.runner
			.withBean("mine", ChannelCredentialsProvider.class, () -> (target) -> InsecureChannelCredentials.create())
			.run((context) -> {
				FailureAnalysis analysis = GrpcJavaClientTest.analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'mine'").contains("ChannelCredentialsProvider");
				assertThat(analysis.getAction()).contains("ssl.bundle");
			});
	}

	// The end

	@Test
	void callsUnderWayHaveTheGracePeriodOfTheirChannel() {
		this.runner.withPropertyValues("grpc.client.shutdown.grace-period=0").run((context) -> {
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			ManagedChannel patient = factory.createChannel("order-service",
					DEFAULTS.withShutdownGracePeriod(Duration.ofSeconds(50)));
			ManagedChannel hasty = factory.createChannel("order-service");
			ListenableFuture<String> finishes = EchoGrpc.newFutureStub(patient).say("hold");
			StreamObserver<String> held = this.server.held();
			ListenableFuture<String> cut = EchoGrpc.newFutureStub(hasty).say("hang");
			CompletableFuture<Void> closed = CompletableFuture.runAsync(context.getSourceApplicationContext()::close);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> cut.get(20, TimeUnit.SECONDS))
				.satisfies((ex) -> assertThat(Status.fromThrowable(ex).getDescription())
					.isEqualTo("Channel shutdownNow invoked"));
			assertThat(closed).isNotDone();
			held.onNext("late");
			held.onCompleted();
			assertThat(finishes.get(20, TimeUnit.SECONDS)).isEqualTo("late");
			closed.get(20, TimeUnit.SECONDS);
			assertThat(patient.isTerminated()).isTrue();
		});
	}

	@Test
	void aContextThatIsOnlyStoppedKeepsItsChannels() {
		this.runner.run((context) -> {
			ManagedChannel channel = context.getBean(GrpcChannelFactory.class).createChannel("order-service");
			ConfigurableApplicationContext source = context.getSourceApplicationContext();
			source.stop();
			assertThat(say(channel)).isEqualTo("one: hi");
			source.start();
			assertThat(say(channel)).isEqualTo("one: hi");
			GrpcChannelFactory factory = context.getBean(GrpcChannelFactory.class);
			source.close();
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> say(channel))
				.withMessageContaining("Channel shutdown");
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> factory.createChannel("order-service"))
				.withMessageContaining("context is closed");
		});
	}

	private static String say(ManagedChannel channel) {
		return EchoGrpc.newBlockingStub(channel).say("hi");
	}

	private static FailureAnalysis failure(GrpcChannelFactory factory, String target) {
		return GrpcJavaClientTest.analysis(catchThrowable(() -> factory.createChannel(target)));
	}

	private static GrpcChannelBuilderCustomizer<ClientConnChannelBuilder> userAgent(String userAgent) {
		return (target, builder) -> builder.userAgent(userAgent);
	}

	private static GrpcChannelBuilderCustomizer<ClientConnChannelBuilder> changed(
			Consumer<ManagedChannelBuilder<ClientConnChannelBuilder>> change) {
		return GrpcChannelBuilderCustomizer.matching(".*", change);
	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		@Bean
		@GlobalGrpcClientInterceptor
		@Order(3)
		ClientInterceptor third() {
			return new GrpcJavaTracing("third");
		}

		@Bean
		@GlobalGrpcClientInterceptor
		@Order(1)
		ClientInterceptor first() {
			return new GrpcJavaTracing("first");
		}

		@Bean
		@Order(2)
		ClientInterceptor own() {
			return new GrpcJavaTracing("own");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GlobalCustomizers {

		@Bean
		@Order(2)
		<T extends ManagedChannelBuilder<T>> GrpcChannelBuilderCustomizer<T> late() {
			return (target, builder) -> builder.userAgent("late-" + target);
		}

		@Bean
		@Order(1)
		<T extends ManagedChannelBuilder<T>> GrpcChannelBuilderCustomizer<T> early() {
			return (target, builder) -> builder.userAgent("early");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NettyCustomizer {

		@Bean
		GrpcChannelBuilderCustomizer<NettyChannelBuilder> forNetty() {
			return (target, builder) -> builder.flowControlWindow(1 << 20);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingPrototype {

		@Bean
		AtomicInteger made() {
			return new AtomicInteger();
		}

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		<T extends ManagedChannelBuilder<T>> GrpcChannelBuilderCustomizer<T> failing(AtomicInteger made) {
			int number = made.incrementAndGet();
			return (target, builder) -> {
				throw new IllegalStateException("no way for number " + number);
			};
		}

	}

}
