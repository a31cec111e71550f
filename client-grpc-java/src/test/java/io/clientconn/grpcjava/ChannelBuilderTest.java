package io.clientconn.grpcjava;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.clientconn.ClientConn;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.DecompressorRegistry;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ManagedChannelRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * B17 and B18: channels, how they are made and how they end.
 */
class ChannelBuilderTest extends CallFixture {

	ChannelBuilderTest() throws IOException {
	}

	private Heard called(ManagedChannel over) throws Exception {
		Heard each = new Heard();
		unary(over.newCall(TextServer.method(MethodType.UNARY), CallOptions.DEFAULT), new Metadata(), each);
		each.status();
		return each;
	}

	private ClientConnChannelBuilder builder() {
		return ClientConnChannelBuilder.forAddress("127.0.0.1", this.server.port());
	}

	@Test
	@SuppressWarnings("deprecation") // the deprecated ones count as well
	void b18EveryOptionOfTheBaseClassIsOverridden() {
		List<String> inherited = Arrays.stream(ManagedChannelBuilder.class.getMethods())
			.filter((method) -> method.getDeclaringClass() == ManagedChannelBuilder.class)
			.filter((method) -> !java.lang.reflect.Modifier.isStatic(method.getModifiers()))
			.map(java.lang.reflect.Method::getName)
			.distinct()
			.filter((name) -> Arrays.stream(ClientConnChannelBuilder.class.getMethods())
				.noneMatch((method) -> method.getName().equals(name)
						&& method.getDeclaringClass().getPackage() == ClientConnChannelBuilder.class.getPackage()))
			.toList();
		assertThat(inherited).containsExactly("addTransportFilter");
	}

	@Test
	void b18OptionsReachTheCalls() throws Exception {
		List<String> order = new CopyOnWriteArrayList<>();
		this.channel = builder().usePlaintext()
			.userAgent("shop/1.4")
			.overrideAuthority("orders.test:1")
			.intercept(new Naming("first", order), new Naming("second", order))
			.intercept(List.of(new Naming("third", order)))
			.maxInboundMessageSize(1000)
			.maxInboundMetadataSize(4000)
			.idleTimeout(40, TimeUnit.DAYS)
			.keepAliveTime(1, TimeUnit.MILLISECONDS)
			.keepAliveTimeout(1, TimeUnit.SECONDS)
			.keepAliveWithoutCalls(true)
			.defaultLoadBalancingPolicy("round_robin")
			.decompressorRegistry(DecompressorRegistry.getDefaultInstance())
			.defaultServiceConfig(Map.of("methodConfig",
					List.of(Map.of("name", List.of(Map.of()), "waitForReady", true, "maxRequestMessageBytes", 2000.0))))
			.disableServiceConfigLookUp()
			.enableRetry()
			.maxRetryAttempts(3)
			.maxHedgedAttempts(3)
			.retryBufferSize(1)
			.perRpcBufferLimit(1)
			.maxTraceEvents(1)
			.offloadExecutor(Runnable::run)
			.configure((options) -> options.name("orders"))
			.build();
		assertThat(called(this.channel).status().isOk()).isTrue();
		assertThat(order).containsExactly("third", "second", "first");
		Metadata received = this.server.headers.get(0);
		assertThat(received.get(Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER)))
			.startsWith("shop/1.4 clientconn-java/");
		assertThat(this.channel.authority()).isEqualTo("orders.test:1");
		assertThat(this.channel.toString()).contains("orders");
	}

	@Test
	void b18AnExecutorOfTheChannelRunsCallbacks() throws Exception {
		CompletableFuture<Thread> ran = new CompletableFuture<>();
		this.channel = builder().usePlaintext().executor((task) -> {
			ran.complete(Thread.currentThread());
			task.run();
		}).build();
		assertThat(called(this.channel).status().isOk()).isTrue();
		assertThat(ran).isDone();
	}

	@Test
	void b18WhatCannotBeUsedIsRefusedWithTheWayOut() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> builder().proxyDetector((address) -> null))
			.withMessageContaining("ProxyDetector");
		assertThatIllegalStateException()
			.isThrownBy(
					() -> ClientConnChannelBuilder.forTarget("x", InsecureChannelCredentials.create()).usePlaintext())
			.withMessage("Cannot change security when using ChannelCredentials");
		assertThatIllegalArgumentException().isThrownBy(() -> builder().idleTimeout(0, TimeUnit.SECONDS));
		assertThatIllegalArgumentException().isThrownBy(() -> builder().keepAliveTime(0, TimeUnit.SECONDS));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> builder().defaultServiceConfig(Map.of("loadBalancingConfig", new Object())))
			.withMessageContaining("'loadBalancingConfig' is a java.lang.Object");
		assertThatIllegalArgumentException().isThrownBy(() -> ClientConnChannelBuilder.forTarget("x",
				TlsChannelCredentials.newBuilder().trustManager(new java.io.ByteArrayInputStream(new byte[0])).build()))
			.withMessageContaining("BEGIN CERTIFICATE");
	}

	@Test
	void b18EncryptionIsTheDefault() throws Exception {
		this.channel = builder().build();
		assertThat(called(this.channel).status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void aProviderThatIsRegisteredServesEverybody() throws Exception {
		ManagedChannelRegistry registry = new ManagedChannelRegistry();
		registry.register(new ClientConnChannelProvider());
		ClientConnChannelProvider provider = new ClientConnChannelProvider();
		assertThat(provider.priority()).isGreaterThan(5);
		assertThat(provider.builderForTarget("orders:1")).isInstanceOf(ClientConnChannelBuilder.class);
		assertThat(provider.newChannelBuilder("orders:1", InsecureChannelCredentials.create()).getChannelBuilder())
			.isInstanceOf(ClientConnChannelBuilder.class);
		assertThat(Grpc.newChannelBuilder("localhost:1", InsecureChannelCredentials.create()))
			.as("nobody registered it")
			.isNotInstanceOf(ClientConnChannelBuilder.class);
	}

	@Test
	void b17StatesAreTold() throws Exception {
		this.channel = builder().usePlaintext().build();
		assertThat(this.channel.getState(false)).isEqualTo(ConnectivityState.IDLE);
		CompletableFuture<Void> left = new CompletableFuture<>();
		this.channel.notifyWhenStateChanged(ConnectivityState.IDLE, () -> left.complete(null));
		assertThat(this.channel.getState(true)).isEqualTo(ConnectivityState.IDLE);
		left.get(10, TimeUnit.SECONDS);
		CompletableFuture<Void> atOnce = new CompletableFuture<>();
		this.channel.notifyWhenStateChanged(ConnectivityState.SHUTDOWN, () -> atOnce.complete(null));
		atOnce.get(10, TimeUnit.SECONDS);
		this.channel.shutdown();
		assertThat(this.channel.getState(true)).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	@ParameterizedTest
	@EnumSource
	void b17AChannelThatIsToldToRestStartsAnewWithTheNextCall(Side side) throws Exception {
		this.channel = side.channel(this.server.port()).build();
		assertThat(this.channel.getState(true)).isEqualTo(ConnectivityState.IDLE);
		await(this.channel, ConnectivityState.READY);
		this.channel.enterIdle();
		await(this.channel, ConnectivityState.IDLE);
		assertThat(called(this.channel).status().isOk()).isTrue();
		this.channel.shutdown();
		this.channel.enterIdle();
		assertThat(this.channel.getState(false)).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	private static void await(ManagedChannel channel, ConnectivityState wanted) throws Exception {
		for (ConnectivityState state = channel.getState(false); state != wanted; state = channel.getState(false)) {
			CompletableFuture<Void> left = new CompletableFuture<>();
			channel.notifyWhenStateChanged(state, () -> left.complete(null));
			left.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void b17WhoWaitsForAnotherStateHearsOfTheShutdown() throws Exception {
		this.channel = builder().usePlaintext().build();
		CompletableFuture<ConnectivityState> pending = new CompletableFuture<>();
		ManagedChannel built = this.channel;
		built.notifyWhenStateChanged(ConnectivityState.IDLE, () -> pending.complete(built.getState(false)));
		built.shutdown();
		assertThat(pending.get(10, TimeUnit.SECONDS)).isEqualTo(ConnectivityState.SHUTDOWN);
		List<String> spinning = new CopyOnWriteArrayList<>();
		built.notifyWhenStateChanged(ConnectivityState.SHUTDOWN, () -> spinning.add("spins"));
		CompletableFuture<Void> atOnce = new CompletableFuture<>();
		built.notifyWhenStateChanged(ConnectivityState.READY, () -> atOnce.complete(null));
		atOnce.get(10, TimeUnit.SECONDS);
		assertThat(built.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(spinning).isEmpty();
	}

	@Test
	void b17ACallbackMayWaitForTheEnd() throws Exception {
		var only = java.util.concurrent.Executors.newSingleThreadExecutor();
		try {
			this.channel = builder().usePlaintext().executor(only).build();
			ManagedChannel built = this.channel;
			assertThat(called(built).status().isOk()).isTrue();
			assertThat(only.submit(() -> built.shutdown().awaitTermination(10, TimeUnit.SECONDS))
				.get(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			only.shutdown();
		}
	}

	@Test
	void b18WhatContradictsItselfIsRefused() throws Exception {
		String words = "Cannot change security";
		assertThatIllegalStateException()
			.isThrownBy(() -> builder().configure((options) -> options.plaintext()).useTransportSecurity().build())
			.withMessageStartingWith(words);
		assertThatIllegalStateException()
			.isThrownBy(() -> builder().usePlaintext()
				.configure((options) -> options.credentials(io.clientconn.security.ChannelCredentials.tls()))
				.build())
			.withMessageStartingWith(words);
		assertThatIllegalStateException()
			.isThrownBy(() -> ClientConnChannelBuilder.forTarget("x", TlsChannelCredentials.create())
				.configure((options) -> options.plaintext())
				.build())
			.withMessageStartingWith(words);
		this.channel = builder().usePlaintext().configure((options) -> options.plaintext()).build();
		assertThat(called(this.channel).status().isOk()).isTrue();
	}

	@Test
	void b18NullStandsForTheDefault() throws Exception {
		this.channel = builder().usePlaintext().executor((task) -> {
			throw new AssertionError("replaced");
		}).executor(null).userAgent("shop/1.4").userAgent(null).childChannelConfigurator((child) -> {
		}).build();
		assertThat(called(this.channel).status().isOk()).isTrue();
		assertThat(this.server.headers.get(0).get(Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER)))
			.startsWith("clientconn-java/");
	}

	@Test
	void b10ATimeoutOfTheServiceConfigEndsInTheSameWords() throws Exception {
		this.server.on(MethodType.UNARY, (call, headers) -> silent(call));
		this.channel = builder().usePlaintext()
			.defaultServiceConfig(Map.of("methodConfig",
					List.of(Map.of("name", List.of(Map.of()), "timeout", "0.2s", "waitForReady", true))))
			.build();
		String words = "CallOptions deadline exceeded after [0-2]?[0-9]\\..*s. \\[.*\\]";
		assertThat(called(this.channel).status().getDescription()).matches(words);
		Heard longer = new Heard();
		unary(this.channel.newCall(TextServer.method(MethodType.UNARY),
				CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.HOURS)), new Metadata(), longer);
		assertThat(longer.status().getDescription()).matches(words);
	}

	@Test
	void b13TheServiceConfigsLimitOfRequestsEndsInTheSameWords() throws Exception {
		this.channel = builder().usePlaintext()
			.defaultServiceConfig(
					Map.of("methodConfig", List.of(Map.of("name", List.of(Map.of()), "maxRequestMessageBytes", 0.0))))
			.build();
		Status status = called(this.channel).status();
		assertThat(status.getCode()).isEqualTo(Status.Code.CANCELLED);
		assertThat(status.getDescription()).isEqualTo("Failed to stream message");
		assertThat(Status.fromThrowable(status.getCause()).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(status.getCause()).hasMessageContaining("message too large");
	}

	@Test
	void aWrapperEndsWithoutItsConnection() throws Exception {
		try (ClientConn conn = ClientConn.builder("static:///127.0.0.1:" + this.server.port()).plaintext().build()) {
			List<String> order = new CopyOnWriteArrayList<>();
			this.channel = GrpcJavaChannels.over(conn, new Naming("outer", order), new Naming("inner", order));
			ManagedChannel other = GrpcJavaChannels.over(conn);
			assertThat(called(this.channel).status().isOk()).isTrue();
			assertThat(order).containsExactly("outer", "inner");
			this.channel.shutdown();
			assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
			assertThat(called(this.channel).status().getDescription()).isEqualTo("Channel shutdown invoked");
			assertThat(called(other).status().isOk()).isTrue();
			assertThat(conn.getState()).isEqualTo(io.clientconn.rpc.ConnectivityState.READY);
		}
	}

	@Test
	void aWrapperCompressesAsItsConnectionCan() throws Exception {
		try (ClientConn conn = ClientConn.builder("static:///127.0.0.1:" + this.server.port())
			.plaintext()
			.compressor(new Squash())
			.build()) {
			this.channel = GrpcJavaChannels.over(conn);
			for (String encoding : List.of("squash", "unknown")) {
				Heard each = new Heard();
				unary(this.channel.newCall(TextServer.method(MethodType.UNARY),
						CallOptions.DEFAULT.withCompression(encoding)), new Metadata(), each);
				assertThat(each.status().getCode())
					.isEqualTo(encoding.equals("squash") ? Status.Code.UNIMPLEMENTED : Status.Code.INTERNAL);
			}
		}
	}

	/** An encoding that the server does not know. */
	private static final class Squash implements io.clientconn.rpc.Compressor {

		@Override
		public String encoding() {
			return "squash";
		}

		@Override
		public java.io.OutputStream compress(java.io.OutputStream target) {
			return target;
		}

	}

	private record Naming(String name, List<String> order) implements ClientInterceptor {

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			this.order.add(this.name);
			return next.newCall(method, options);
		}

	}

}
