package io.clientconn.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoBlockingStub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoBlockingV2Stub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoCoroutineStub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoFutureStub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoHiddenStub;
import io.clientconn.autoconfigure.testclients.EchoGrpc.EchoStub;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.autoconfigure.testclients.EchoServerFixture;
import io.clientconn.autoconfigure.testclients.FakeChannel;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Stubs and channels of grpc-java are injected like generated clients.
 */
@Timeout(60)
class GrpcJavaClientTest {

	@RegisterExtension
	private final EchoServerFixture fixture = new EchoServerFixture();

	private final EchoServer server = this.fixture.server();

	private final ApplicationContextRunner runner = this.fixture.runner()
		.withPropertyValues("grpc.client.channel.other.target=127.0.0.1:1");

	@Test
	void everyKindOfStubIsInjectedAndCalls() {
		this.runner.withBean(Kinds.class).run((context) -> {
			Kinds kinds = context.getBean(Kinds.class);
			assertThat(kinds.blocking.say("hi")).isEqualTo("one: hi");
			assertThat(kinds.v2).isNotNull();
			assertThat(kinds.v2.say("v2")).isEqualTo("one: v2");
			assertThat(kinds.future).isNotNull();
			assertThat(kinds.future.say("future").get(20, TimeUnit.SECONDS)).isEqualTo("one: future");
			assertThat(kinds.async).isNotNull();
			Answer answer = new Answer();
			kinds.async.say("async", answer);
			assertThat(answer.future.get(20, TimeUnit.SECONDS)).isEqualTo("one: async");
			assertThat(kinds.provider).isNotNull();
			assertThat(kinds.provider.getObject().say("again")).isEqualTo("one: again");
			assertThat(kinds.lazy).isNotNull();
			assertThat(kinds.lazy.say("lazy")).isEqualTo("one: lazy");
			assertThat(kinds.coroutine).isNotNull();
		});
	}

	@Test
	void allOfAChannelShareOneViewAndOneConnectionWithGeneratedClients() {
		this.runner.withBean(Kinds.class).run((context) -> {
			Kinds kinds = context.getBean(Kinds.class);
			assertThat(kinds.channel).isNotNull();
			assertThat(kinds.blocking.getChannel()).isSameAs(kinds.channel);
			assertThat(kinds.future).extracting(EchoFutureStub::getChannel).isSameAs(kinds.channel);
			assertThat(kinds.otherSpelling).extracting(EchoStub::getChannel).isSameAs(kinds.channel);
			assertThat(kinds.coroutine).extracting(EchoCoroutineStub::getChannel).isSameAs(kinds.channel);
			assertThat(kinds.other).isNotNull().isNotSameAs(kinds.channel);
			assertThat(kinds.blocking.say("a")).isEqualTo("one: a");
			assertThat(kinds.generated).isNotNull();
			assertThat(kinds.generated.say("b")).isEqualTo("one: b");
			assertThat(this.server.connections()).hasSize(1);
		});
	}

	@Test
	void theChannelsDefaultsApply() {
		this.runner.withBean(Kinds.class)
			.withPropertyValues("grpc.client.channel.echo.metadata.x-tenant=acme")
			.run((context) -> {
				context.getBean(Kinds.class).blocking.say("hi");
				assertThat(this.server.header("x-tenant")).isEqualTo("acme");
			});
	}

	@Test
	void aBeanOfTheApplicationStandsInForAStub() {
		this.runner.withUserConfiguration(StubBean.class).withBean(Kinds.class).run((context) -> {
			EchoBlockingStub bean = context.getBean(EchoBlockingStub.class);
			assertThat(context.getBean(Kinds.class).blocking).isSameAs(bean);
			assertThat(bean.getCallOptions().getOption(MARK)).as("wraps the one of ours").isEqualTo("marked");
		});
	}

	@Test
	void aChannelOfTheApplicationTakesThePlaceOfTheViewWhenItBearsTheName() {
		this.runner.withUserConfiguration(ChannelBeans.class).withBean(Kinds.class).run((context) -> {
			Kinds kinds = context.getBean(Kinds.class);
			assertThat(kinds.channel).isSameAs(context.getBean("fake"));
			assertThat(kinds.blocking.getChannel()).isSameAs(context.getBean("fake"));
			assertThat(kinds.other).isNotSameAs(context.getBean("fake")).isNotSameAs(context.getBean("unrelated"));
		});
	}

	@Test
	void aConnectionOfTheApplicationIsSeenThroughAView() {
		try (ClientConn users = ClientConn.builder("dns:///" + this.server.address())
			.plaintext()
			.userAgent("users")
			.build()) {
			this.runner
				.withBean("echo", ClientConn.class, () -> users, (definition) -> definition.setDestroyMethodName(""))
				.withBean(OneStub.class)
				.run((context) -> {
					assertThat(context.getBean(OneStub.class).stub.withWaitForReady().say("hi")).isEqualTo("one: hi");
					assertThat(this.server.header("user-agent")).startsWith("users");
				});
		}
	}

	@Test
	void aFakeThatIsNoConnectionStopsTheStartAndNamesTheWayOut() {
		this.runner.withBean("echo", FakeChannel.class, () -> new FakeChannel("echo"))
			.withBean(OneStub.class)
			.run((context) -> {
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'stub'").contains(FakeChannel.class.getName());
				assertThat(analysis.getAction()).contains("io.grpc.Channel").contains("@Qualifier(\"echo\")");
			});
	}

	@Test
	void withoutTheBridgeTheStartFailsAndNamesTheArtifact() {
		for (Class<?> bean : new Class<?>[] { OneStub.class, OneChannel.class }) {
			this.runner.withClassLoader(new FilteredClassLoader("io.clientconn.grpcjava"))
				.withBean(bean)
				.run((context) -> {
					FailureAnalysis analysis = analysis(context.getStartupFailure());
					assertThat(analysis.getDescription()).contains("of " + bean.getName()).contains("of grpc-java");
					assertThat(analysis.getAction()).contains("io.clientconn:client-grpc-java");
				});
		}
	}

	@Test
	void withoutTheBridgeGeneratedClientsAreServed() {
		this.runner.withClassLoader(new FilteredClassLoader("io.clientconn.grpcjava", "io.grpc"))
			.withBean(OneGenerated.class)
			.run((context) -> assertThat(context.getBean(OneGenerated.class).client.say("hi")).isEqualTo("one: hi"));
	}

	@Test
	void aManagedChannelIsRefused() {
		this.runner.withBean(OneManagedChannel.class).run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("io.grpc.ManagedChannel").contains("shut down");
			assertThat(analysis.getAction()).contains("io.grpc.Channel");
		});
	}

	@Test
	void aStubThatNothingMakesStopsTheStartAndAFactoryBeanMakesIt() {
		this.runner.withBean(OneHidden.class).run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("EchoHiddenStub").contains("public static method");
			assertThat(analysis.getAction()).contains(StubFactory.class.getName());
		});
		this.runner.withUserConfiguration(HiddenFactory.class)
			.withBean(OneHidden.class)
			.run((context) -> assertThat(context.getBean(OneHidden.class).stub).isNotNull());
	}

	@Test
	void aMisspeltChannelStopsTheStart() {
		this.runner.withBean(Misspelt.class)
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("@GrpcClient(\"ecco\")")
				.contains("Did you mean 'echo'?"));
	}

	@Test
	void theChannelEndsWithTheContextAndNotBefore() {
		EchoBlockingStub[] left = new EchoBlockingStub[1];
		this.runner.withBean(OneStub.class).run((context) -> {
			left[0] = context.getBean(OneStub.class).stub;
			assertThat(left[0].say("hi")).isEqualTo("one: hi");
		});
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> left[0].say("late"));
	}

	static FailureAnalysis analysis(@Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		return BadValueTest.analysis(failure);
	}

	static final CallOptions.Key<String> MARK = CallOptions.Key.createWithDefault("mark", "");

	private static final class Answer implements StreamObserver<String> {

		private final CompletableFuture<String> future = new CompletableFuture<>();

		private volatile String value = "";

		@Override
		public void onNext(String text) {
			this.value = text;
		}

		@Override
		public void onError(Throwable failure) {
			this.future.completeExceptionally(failure);
		}

		@Override
		public void onCompleted() {
			this.future.complete(this.value);
		}

	}

	static class Kinds {

		final EchoBlockingStub blocking;

		@GrpcClient("echo")
		@Nullable EchoBlockingV2Stub v2;

		@GrpcClient("echo")
		@Nullable EchoFutureStub future;

		@GrpcClient("echo")
		@Nullable EchoCoroutineStub coroutine;

		@GrpcClient("echo")
		@Nullable ObjectProvider<EchoBlockingStub> provider;

		@Lazy
		@GrpcClient("echo")
		@Nullable EchoBlockingStub lazy;

		@GrpcClient("echo")
		@Nullable Channel channel;

		@GrpcClient("E_cho")
		@Nullable EchoStub otherSpelling;

		@GrpcClient("echo")
		@Nullable EchoClient generated;

		@GrpcClient("other")
		@Nullable Channel other;

		@Nullable EchoStub async;

		Kinds(@GrpcClient("echo") EchoBlockingStub blocking) {
			this.blocking = blocking;
		}

		@GrpcClient("echo")
		void setAsync(EchoStub async) {
			this.async = async;
		}

	}

	record OneStub(@GrpcClient("echo") EchoBlockingStub stub) {

	}

	record OneChannel(@GrpcClient("echo") Channel channel) {

	}

	record OneManagedChannel(@GrpcClient("echo") ManagedChannel channel) {

	}

	record OneHidden(@GrpcClient("echo") EchoHiddenStub stub) {

	}

	record OneGenerated(@GrpcClient("echo") EchoClient client) {

	}

	record Misspelt(@GrpcClient("ecco") EchoBlockingStub stub) {

	}

	@Configuration(proxyBeanMethods = false)
	static class StubBean {

		@Bean
		EchoBlockingStub marked(@GrpcClient("echo") EchoBlockingStub plain) {
			return plain.withOption(MARK, "marked");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChannelBeans {

		@Bean
		@Qualifier("echo")
		Channel fake() {
			return new NoChannel();
		}

		@Bean
		Channel unrelated() {
			return new NoChannel();
		}

	}

	private static final class NoChannel extends Channel {

		@Override
		public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
			throw new AssertionError("not to be called");
		}

		@Override
		public String authority() {
			return "nobody";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HiddenFactory {

		@Bean
		StubFactory hiddenStubs() {
			return new StubFactory() {

				@Override
				public boolean supports(Class<?> type) {
					return type == EchoHiddenStub.class;
				}

				@Override
				public Object create(Class<?> type, Channel channel) {
					return EchoHiddenStub.hidden(channel);
				}

			};
		}

	}

}
