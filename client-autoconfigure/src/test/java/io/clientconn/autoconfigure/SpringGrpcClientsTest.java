package io.clientconn.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoBlockingStub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoBlockingV2Stub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoFutureStub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoStub;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.autoconfigure.testclients.EchoServerFixture;
import io.clientconn.autoconfigure.testclients.GrpcJavaTracing;
import io.clientconn.grpcjava.GrpcJavaChannels;
import io.clientconn.rpc.ConnectivityState;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.client.ImportGrpcClients;
import org.springframework.grpc.client.InProcessGrpcChannelFactory;
import org.springframework.grpc.client.NettyGrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications of Spring gRPC, with and without Boot's own client beside.
 */
@Timeout(60)
class SpringGrpcClientsTest {

	@RegisterExtension
	final EchoServerFixture fixture = new EchoServerFixture();

	private final EchoServer server = this.fixture.server();

	private final ApplicationContextRunner runner = this.fixture.runner()
		.withConfiguration(AutoConfigurations.of(GrpcChannelFactoryAutoConfiguration.class));

	private final ApplicationContextRunner withBoots = this.runner
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcClientAutoConfiguration.class,
				CompositeChannelFactoryAutoConfiguration.class));

	@Test
	void importedClientsRunOnTheConnectionOfTheirChannel() {
		this.runner.withUserConfiguration(Clients.class).withBean(Ours.class).run(this::callAll);
	}

	@Test
	void theyDoSoBesideBootsOwnClient() {
		this.withBoots.withUserConfiguration(Clients.class).withBean(Ours.class).run((context) -> {
			assertThat(context).doesNotHaveBean(NettyGrpcChannelFactory.class);
			callAll(context);
		});
	}

	private void callAll(ApplicationContext context) throws Exception {
		assertThat(context.getBean(EchoBlockingStub.class).say("a")).isEqualTo("one: a");
		assertThat(this.server.header("user-agent")).startsWith("clientconn-java/");
		assertThat(context.getBean(EchoBlockingV2Stub.class).say("b")).isEqualTo("one: b");
		assertThat(context.getBean(EchoFutureStub.class).say("c").get(20, TimeUnit.SECONDS)).isEqualTo("one: c");
		assertThat(context.getBean(EchoStub.class)).isNotNull();
		assertThat(context.getBean(Ours.class).client().say("d")).isEqualTo("one: d");
		assertThat(context.getBean(Ours.class).stub().say("e")).isEqualTo("one: e");
		assertThat(this.server.connections()).as("one for all").hasSize(1);
	}

	@Test
	void nothingIsLeftOfThemWhenTheContextIsClosed() {
		endsWithTheContext(this.runner);
		endsWithTheContext(this.withBoots);
	}

	private void endsWithTheContext(ApplicationContextRunner application) {
		application.withUserConfiguration(Clients.class).run((context) -> {
			EchoBlockingStub stub = context.getBean(EchoBlockingStub.class);
			stub.say("hi");
			ClientConn conn = context.getBean(ClientConns.class).get("echo");
			context.getSourceApplicationContext().close();
			assertThat(((ManagedChannel) stub.getChannel()).isTerminated()).isTrue();
			assertThat(conn.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
			eventually(() -> this.server.connections().isEmpty());
		});
	}

	@Test
	void theFactoryForServersInTheSameJvmStaysBesideOurs() {
		this.withBoots.run((context) -> {
			GrpcChannelFactory composite = context.getBean(GrpcChannelFactory.class);
			assertThat(context).hasSingleBean(InProcessGrpcChannelFactory.class)
				.hasSingleBean(SpringGrpcChannelFactory.class);
			ManagedChannel inProcess = composite.createChannel("in-process:echo");
			assertThat(inProcess.getClass().getName()).startsWith("io.grpc.");
			assertThat(composite.createChannel("echo").getClass()).isSameAs(viewOf(context).getClass());
		});
	}

	@Test
	void globalInterceptorsOfBothMarksApply() {
		this.runner.withUserConfiguration(Clients.class, Interceptors.class).run((context) -> {
			context.getBean(EchoBlockingStub.class).say("hi");
			assertThat(this.server.header("x-trace")).isEqualTo("ours, spring");
		});
		this.withBoots.withUserConfiguration(Clients.class, Interceptors.class).run((context) -> {
			context.getBean(EchoBlockingStub.class).say("hi");
			assertThat(this.server.header("x-trace")).isEqualTo("ours, spring");
		});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void channelsOfBootsClientThatNobodyReadsAreToldTheirSuccessors(CapturedOutput output) {
		this.withBoots
			.withPropertyValues("spring.grpc.client.channel.echo.user-agent=lost",
					"spring.grpc.client.inprocess.enabled=true")
			.withUserConfiguration(Clients.class)
			.run((context) -> {
				context.getBean(EchoBlockingStub.class).say("hi");
				assertThat(this.server.header("user-agent")).doesNotContain("lost");
				assertThat(output)
					.contains("'spring.grpc.client.channel.echo.user-agent': "
							+ "use 'grpc.client.channel.echo.user-agent'")
					.doesNotContain("inprocess.enabled'");
			});
	}

	@Test
	void aFactoryOfTheApplicationOutweighsOurs() {
		this.withBoots.withBean("mine", GrpcChannelFactory.class, FakeFactory::new)
			.run((context) -> assertThat(context).doesNotHaveBean(SpringGrpcChannelFactory.class));
	}

	@Test
	void thereIsNoneWhereItHasNoUse() {
		this.runner.withClassLoader(new FilteredClassLoader(GrpcChannelFactory.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SpringGrpcChannelFactory.class));
		this.runner.withClassLoader(new FilteredClassLoader(GrpcJavaChannels.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SpringGrpcChannelFactory.class));
		this.runner.withPropertyValues("grpc.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SpringGrpcChannelFactory.class));
		this.withBoots.withPropertyValues("spring.grpc.client.channelfactory.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GrpcChannelFactory.class));
	}

	private static ManagedChannel viewOf(ApplicationContext context) {
		return GrpcJavaChannels.over(context.getBean(ClientConns.class).get("echo"));
	}

	private static void eventually(BooleanSupplier condition) throws Exception {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
			try {
				new CompletableFuture<Void>().get(10, TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				// That is the point.
			}
		}
		assertThat(condition.getAsBoolean()).isTrue();
	}

	record Ours(@GrpcClient("echo") EchoClient client, @GrpcClient("echo") EchoBlockingStub stub) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportGrpcClients(target = "echo",
			types = { EchoBlockingStub.class, EchoBlockingV2Stub.class, EchoFutureStub.class, EchoStub.class })
	static class Clients {

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		@Bean
		@GlobalClientInterceptor
		@Order(2)
		ClientInterceptor spring() {
			return new GrpcJavaTracing("spring");
		}

		@Bean
		@GlobalGrpcClientInterceptor
		@Order(1)
		ClientInterceptor ours() {
			return new GrpcJavaTracing("ours");
		}

	}

	private static final class FakeFactory implements GrpcChannelFactory {

		@Override
		public boolean supports(String target) {
			return true;
		}

		@Override
		public ManagedChannel createChannel(String target,
				org.springframework.grpc.client.ChannelBuilderOptions options) {
			throw new UnsupportedOperationException("not to be asked");
		}

	}

}
