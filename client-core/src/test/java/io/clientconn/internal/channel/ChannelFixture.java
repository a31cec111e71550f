package io.clientconn.internal.channel;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.config.Backoff;
import io.clientconn.config.BackoffPolicy;
import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.call.DirectStreams;
import io.clientconn.internal.health.HealthChecks;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.observe.ChannelObserver;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.AddressText;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakePick;
import io.clientconn.testing.FakeResolver;
import io.clientconn.testing.FakeTransportFactory;
import io.clientconn.testing.ManualExecutor;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.transport.TransportFactory;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A control plane on fakes: one thread, a manual clock, no jitter.
 */
final class ChannelFixture {

	final ManualScheduler scheduler = new ManualScheduler();

	final FakeTransportFactory transports = new FakeTransportFactory();

	/** What the channel is given. */
	TransportFactory factory = this.transports;

	final FakeResolver resolver = new FakeResolver();

	final List<String> events = new ArrayList<>();

	String policy = "pick_first";

	/** Zero, as by far most tests are not about it. */
	Duration idleTimeout = Duration.ZERO;

	boolean authorityIsFixed;

	boolean serviceConfigDisabled;

	@Nullable ServiceConfig defaultServiceConfig;

	boolean healthCheckDisabled;

	@Nullable String healthCheckService;

	@Nullable CallCredentials credentials;

	List<BalancerProvider> policies = List.of();

	BackoffPolicy backoff = new Backoff(Duration.ofSeconds(1), 1.6, 0, Duration.ofSeconds(120));

	private @Nullable ChannelControl made;

	ChannelControl channel() {
		ChannelControl known = this.made;
		if (known == null) {
			known = new ChannelControl(new ChannelControlSettings(FakeResolver.TARGET, "orders", this.authorityIsFixed,
					this.resolver, BalancerRegistry.withBuiltIns(this.policies), this.policy, this.defaultServiceConfig,
					this.serviceConfigDisabled, this.backoff, Duration.ofSeconds(20).toNanos(),
					this.idleTimeout.toNanos(), this.factory, this.scheduler, Runnable::run, new ManualExecutor(),
					new Random(42), new Events(), health()));
			this.made = known;
		}
		return known;
	}

	private HealthChecks health() {
		return new HealthChecks(
				new DirectStreams(new MessageFramer(UnpooledByteBufAllocator.DEFAULT), "orders", Metadata.EMPTY,
						this.credentials, Runnable::run, this.scheduler),
				this.healthCheckDisabled, this.healthCheckService);
	}

	/** Connects with these backends. */
	void start(String... names) {
		this.resolver.findAtStart(ResolutionResult.of(Endpoints.of(names)));
		channel().connect();
	}

	FakePick pick() {
		FakePick pick = FakePick.failFast();
		channel().routes().pick(pick, true);
		return pick;
	}

	FakePick pickAndWait() {
		FakePick pick = FakePick.waitForReady();
		channel().routes().pick(pick, true);
		return pick;
	}

	ConnectivityState state() {
		return channel().connectivity().view().state();
	}

	/** The addresses in the view, as text. */
	List<String> addresses() {
		return channel().connectivity()
			.view()
			.addresses()
			.stream()
			.map((address) -> AddressText.of(address.address()) + " " + address.state()
					+ (address.lastError().isOk() ? "" : " (" + address.lastError().description() + ")"))
			.toList();
	}

	boolean isTerminated() {
		return channel().terminated().toCompletableFuture().isDone();
	}

	/**
	 * Writes down what an observer hears, and is a bad observer besides.
	 */
	private final class Events implements ChannelObserver {

		@Override
		public void channelState(ConnectivityState state, Status reason) {
			add("channel " + state, reason);
		}

		@Override
		public void resolutionFailed(Status error) {
			add("resolution failed", error);
		}

		@Override
		public void connectionState(SocketAddress address, ConnectivityState state, Status reason) {
			add(AddressText.of(address) + " " + state, reason);
		}

		private void add(String event, Status reason) {
			ChannelFixture.this.events.add(reason.isOk() ? event : event + ": " + reason.description());
			throw new IllegalStateException("observers may fail");
		}

	}

}
