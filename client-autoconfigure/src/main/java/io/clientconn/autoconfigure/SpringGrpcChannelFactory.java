package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.grpcjava.GrpcJavaChannels;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.grpc.client.ChannelBuilderOptions;
import org.springframework.grpc.client.GrpcChannelFactory;

/**
 * Makes the channels of Spring gRPC: views of the connections of the application, so that
 * the clients of a channel share one, or a connection of its own for a channel that a
 * customizer changes. It shuts down what it made when the context is closed, before the
 * connections are.
 * <p>
 * The channels are kept in a queue that all threads share.
 */
@AnyThread
final class SpringGrpcChannelFactory extends ContextLife implements GrpcChannelFactory {

	/** After whatever calls, before the connections: higher phases stop first. */
	private static final int PHASE = 1;

	private static final Duration UNSET_GRACE_PERIOD = ChannelBuilderOptions.defaults().shutdownGracePeriod();

	private final SpringGrpcConns conns;

	private final SpringGrpcBeans beans;

	private final Duration gracePeriod;

	private final Queue<Made> channels = new ConcurrentLinkedQueue<>();

	SpringGrpcChannelFactory(SpringGrpcConns conns, SpringGrpcBeans beans, Duration gracePeriod) {
		this.conns = conns;
		this.beans = beans;
		this.gracePeriod = gracePeriod;
	}

	@Override
	public boolean supports(String target) {
		return !SpringGrpcTarget.isInProcess(target);
	}

	/**
	 * Makes a channel. No I/O.
	 * @param target a configured channel, or else a target with a port or a scheme
	 * @param options its interceptors, customizer and grace period
	 * @throws FailureAnalyzedException if it cannot be made, with what to do about it
	 */
	@Override
	public ManagedChannel createChannel(String target, ChannelBuilderOptions options) {
		String resolved = this.conns.resolve(target);
		if (!supports(resolved)) {
			throw new FailureAnalyzedException(
					"The target '" + resolved + "' is a server in the same JVM, and ClientConn has no way there.",
					"Add grpc-inprocess with Boot's own client, or a bean of Spring gRPC's "
							+ "InProcessGrpcChannelFactory and one of CompositeGrpcChannelFactory over both.");
		}
		if (isClosed()) {
			throw new IllegalStateException(
					"the channel '" + resolved + "' cannot be made: the application context is closed");
		}
		List<ClientInterceptor> interceptors = this.beans.interceptors(options);
		List<SpringGrpcBeans.Named> customizers = this.beans.customizers(options);
		ManagedChannel channel = customizers.isEmpty()
				? GrpcJavaChannels.over(this.conns.shared(resolved), interceptors.toArray(ClientInterceptor[]::new))
				: customized(target, resolved, interceptors, customizers);
		keep(new Made(channel, gracePeriod(options)));
		return channel;
	}

	/**
	 * A builder lets the interceptor that was added last run first.
	 */
	private ManagedChannel customized(String target, String resolved, List<ClientInterceptor> interceptors,
			List<SpringGrpcBeans.Named> customizers) {
		return this.conns.own(resolved, (builder) -> {
			for (int i = interceptors.size() - 1; i >= 0; i--) {
				builder.intercept(interceptors.get(i));
			}
			customizers.forEach((customizer) -> this.beans.apply(customizer, target, builder));
		});
	}

	/**
	 * Nobody can tell the default of the options from the same time set on purpose.
	 */
	private Duration gracePeriod(ChannelBuilderOptions options) {
		Duration asked = options.shutdownGracePeriod();
		return asked.equals(UNSET_GRACE_PERIOD) ? this.gracePeriod : asked;
	}

	private void keep(Made made) {
		this.channels.removeIf((each) -> each.channel().isTerminated());
		this.channels.add(made);
		if (isClosed()) {
			// Closed meanwhile, perhaps without a look at this one.
			made.channel().shutdownNow();
		}
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * All channels wait at the same time, each for its own grace period.
	 */
	@Override
	void finishCalls() {
		this.channels.forEach((made) -> made.channel().shutdown());
		List<Callable<Object>> waiting = new ArrayList<>();
		this.channels.stream()
			.filter((made) -> !made.channel().isTerminated())
			.forEach((made) -> waiting.add(made::end));
		Stop.together(waiting);
	}

	@Override
	void closeAll() {
		this.channels.forEach((made) -> made.channel().shutdownNow());
	}

	/**
	 * A channel that was made here.
	 *
	 * @param channel the channel
	 * @param gracePeriod how long its calls may take when the context is closed
	 */
	private record Made(ManagedChannel channel, Duration gracePeriod) {

		Object end() throws InterruptedException {
			try {
				return this.channel.awaitTermination(this.gracePeriod.toMillis(), TimeUnit.MILLISECONDS);
			}
			finally {
				this.channel.shutdownNow();
			}
		}

	}

}
