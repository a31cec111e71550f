package io.clientconn.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoAsyncClient;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A whole application against real servers.
 */
class RealServerTest {

	private EchoServer one;

	private EchoServer two;

	private ApplicationContextRunner runner;

	@BeforeEach
	void startServers() throws IOException {
		this.one = EchoServer.start("one");
		this.two = EchoServer.start("two");
		this.runner = new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("grpc.client.channel.default.user-agent=shop/1",
					"grpc.client.channel.default.metadata.x-tenant=acme",
					"grpc.client.channel.echo.target=static:///" + this.one.address() + "," + this.two.address(),
					"grpc.client.channel.other.target=" + this.two.address(),
					"grpc.client.channel.other.authority=other.shop",
					"grpc.client.channel.gone.target=static:///127.0.0.1:1",
					"grpc.client.channel.gone.health.indicator.required=false");
	}

	@AfterEach
	void stopServers() {
		this.one.stop();
		this.two.stop();
	}

	@Test
	@Timeout(300)
	void callsSpreadOverAllAddresses() {
		this.runner.run((context) -> {
			Set<String> answers = new HashSet<>();
			Caller caller = context.getBean(Caller.class);
			caller.conn.awaitReady(Duration.ofSeconds(10));
			while (answers.size() < 2) {
				answers.add(caller.echo.say("hi"));
			}
			assertThat(answers).containsExactlyInAnyOrder("one: hi", "two: hi");
		});
	}

	@Test
	void allClientsOfAChannelShareOneConnectionPerAddress() {
		this.runner.run((context) -> {
			Caller caller = context.getBean(Caller.class);
			assertThat(caller.async.channel()).isSameAs(caller.conn)
				.isSameAs(context.getBean(ClientConns.class).get("ECHO"))
				.isSameAs(context.getBean("grpcClientConn.echo"));
			for (int i = 0; i < 20; i++) {
				caller.echo.say("hi");
				EchoClient.over(caller.async.channel()).say("hi");
			}
			assertThat(this.one.connections().size()).isLessThanOrEqualTo(1);
			assertThat(this.two.connections().size()).isLessThanOrEqualTo(1);
		});
	}

	@Test
	void nothingIsDialledBeforeTheFirstCall() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Caller.class).conn.getState()).isEqualTo(ConnectivityState.IDLE);
			assertThat(health(context, "echo").getStatus()).isEqualTo(Status.UP);
			assertThat(this.one.connections()).isEmpty();
		});
	}

	@Test
	void aChannelThatRestsIsUpAndWakesWithTheNextCall() {
		this.runner.withPropertyValues("grpc.client.channel.echo.idle.timeout=50ms").run((context) -> {
			Caller caller = context.getBean(Caller.class);
			caller.echo.say("hi");
			awaitState(caller.conn, ConnectivityState.IDLE);
			assertThat(health(context, "echo").getStatus()).isEqualTo(Status.UP);

			assertThat(caller.echo.say("again")).endsWith("again");
		});
	}

	@Test
	void settingsReachTheWire() {
		this.runner.run((context) -> {
			context.getBean(Caller.class).other.say("hi");
			assertThat(this.two.header("user-agent")).startsWith("shop/1 ");
			assertThat(this.two.header("x-tenant")).isEqualTo("acme");
			assertThat(this.two.header("seen-authority")).isEqualTo("other.shop");
			assertThat(this.two.header("x-audit")).as("of a customizer for this channel").isEqualTo("yes");
		});
	}

	@Test
	void theDeadlineOfAChannelEndsACallThatHangs() {
		this.runner.withPropertyValues("grpc.client.channel.other.default.deadline=300ms")
			.run((context) -> assertThatExceptionOfType(StatusException.class)
				.isThrownBy(() -> context.getBean(Caller.class).other.say("hang"))
				.satisfies((failure) -> assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED)));
	}

	@Test
	void healthListsEachAddress() {
		this.runner.run((context) -> {
			Caller caller = context.getBean(Caller.class);
			caller.conn.awaitReady(Duration.ofSeconds(10));
			Health health = health(context, "echo");
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("state", "READY")
				.containsKeys("target", "authority", "since");
			assertThat(addresses(health)).extracting((address) -> address.get("address"))
				.containsExactlyInAnyOrder(this.one.address(), this.two.address());
		});
	}

	@Test
	void theFailureOfAnOptionalChannelIsUnknownAndTold() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(StatusException.class)
				.isThrownBy(() -> context.getBean(Caller.class).gone.say("hi"))
				.satisfies((failure) -> assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE));
			// The call hears of the failure a moment before the channel's status tells.
			awaitState(context.getBean(Caller.class).conns.get("gone"), ConnectivityState.TRANSIENT_FAILURE);
			assertThat(health(context, "gone").getStatus()).isEqualTo(Status.UNKNOWN);
			assertThat(addresses(health(context, "gone"))).singleElement()
				.satisfies((address) -> assertThat(address).containsEntry("address", "127.0.0.1:1")
					.containsKey("lastError"));
		});
	}

	@Test
	void aConnectionOfTheApplicationServesItsChannel() {
		this.runner.withUserConfiguration(OwnConn.class).run((context) -> {
			assertThat(context.getBean(ClientConns.class).get("other")).isSameAs(context.getBean("ownConn"));
			assertThat(context).doesNotHaveBean("grpcClientConn.other");
			assertThat(context.getBean(Caller.class).other).isNotNull();
		});
	}

	@Test
	void aClosedContextLeavesNoConnection() throws Exception {
		CompletableFuture<Caller> kept = new CompletableFuture<>();
		this.runner.run((context) -> {
			Caller caller = context.getBean(Caller.class);
			caller.echo.say("hi");
			context.getSourceApplicationContext().stop();
			context.getSourceApplicationContext().start();
			assertThat(caller.echo.say("after a restart")).endsWith("after a restart");
			kept.complete(caller);
		});
		Caller caller = kept.get();
		assertThat(caller.conn.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> caller.echo.say("hi"))
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo(StatusCode.CANCELLED));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> caller.conns.get("gone"));
		this.one.awaitNoConnections();
		this.two.awaitNoConnections();
	}

	@Test
	void aCallUnderWayFinishesWhileTheContextCloses() throws Exception {
		aCallFinishesWhileTheContextCloses(this.runner);
	}

	@Test
	void aCallUnderWayFinishesAlsoIfEventsAreToldTooLate() throws Exception {
		aCallFinishesWhileTheContextCloses(
				this.runner.withBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
						SimpleApplicationEventMulticaster.class, RealServerTest::tellsNobody));
	}

	/**
	 * An executor so slow that it comes to nothing before the context is closed.
	 */
	private static SimpleApplicationEventMulticaster tellsNobody() {
		SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
		multicaster.setTaskExecutor((task) -> {
		});
		return multicaster;
	}

	private void aCallFinishesWhileTheContextCloses(ApplicationContextRunner application) throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		CompletableFuture<Future<String>> answer = new CompletableFuture<>();
		application.withPropertyValues("grpc.client.channel.echo.target=static:///" + this.one.address())
			.run((context) -> {
				Caller caller = context.getBean(Caller.class);
				answer.complete(threads.submit(() -> caller.echo.say("hold")));
				StreamObserver<String> held = this.one.held();
				threads.execute(() -> {
					refused(caller.echo);
					held.onNext("at last");
					held.onCompleted();
				});
			});
		assertThat(answer.get().get(10, TimeUnit.SECONDS)).isEqualTo("at last");
		threads.shutdown();
	}

	@Test
	void aCallThatOutlivesTheGracePeriodIsCutOff() throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		CompletableFuture<Future<String>> answer = new CompletableFuture<>();
		this.runner
			.withPropertyValues("grpc.client.channel.echo.target=static:///" + this.one.address(),
					"grpc.client.shutdown.grace-period=100ms")
			.run((context) -> {
				Caller caller = context.getBean(Caller.class);
				answer.complete(threads.submit(() -> caller.echo.say("hold")));
				this.one.held();
			});
		assertThat(answer.get()).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.withMessageContaining("CANCELLED");
		threads.shutdown();
	}

	private static void refused(EchoClient client) {
		while (true) {
			try {
				client.say("late");
			}
			catch (StatusException ex) {
				assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED);
				return;
			}
		}
	}

	private static void awaitState(ClientConn conn, ConnectivityState wanted) {
		for (ConnectivityState state = conn.getState(); state != wanted; state = conn.getState()) {
			assertThat(conn.waitForStateChange(state, Duration.ofSeconds(10))).as("leaves " + state).isTrue();
		}
	}

	private static Health health(org.springframework.context.ApplicationContext context, String channel) {
		CompositeHealthContributor composite = context.getBean("grpcClientHealthContributor",
				CompositeHealthContributor.class);
		return ((HealthIndicator) composite.getContributor(channel)).health();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> addresses(Health health) {
		return (List<Map<String, Object>>) health.getDetails().get("addresses");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Caller.class)
	static class Application {

		@Bean
		ClientConnCustomizer audited() {
			return (channel, builder) -> {
				if (channel.equals("other")) {
					builder.intercept(new Audit());
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConn {

		@Bean
		@Qualifier("other")
		ClientConn ownConn() {
			return ClientConn.builder("passthrough:///127.0.0.1:1").plaintext().build();
		}

	}

	static class Audit implements ClientInterceptor {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener, Channel next) {
			return next.newStream(method, options.headers(Metadata.of("x-audit", "yes")), listener);
		}

	}

	static class Caller {

		final ClientConns conns;

		final EchoClient echo;

		final EchoAsyncClient async;

		final ClientConn conn;

		final EchoClient other;

		final EchoClient gone;

		Caller(ClientConns conns, @GrpcClient("echo") EchoClient echo, @GrpcClient("echo") EchoAsyncClient async,
				@GrpcClient("echo") ClientConn conn, @GrpcClient("other") EchoClient other,
				@GrpcClient("gone") EchoClient gone) {
			this.conns = conns;
			this.echo = echo;
			this.async = async;
			this.conn = conn;
			this.other = other;
			this.gone = gone;
		}

	}

}
