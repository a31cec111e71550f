package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.grpcjava.GrpcJavaChannels;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
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
final class SpringGrpcChannelFactory implements GrpcChannelFactory, SmartLifecycle, ApplicationContextAware,
		ApplicationListener<ContextClosedEvent>, DisposableBean {

	/** After whatever calls, before the connections: higher phases stop first. */
	private static final int PHASE = 1;

	private static final Duration UNSET_GRACE_PERIOD = ChannelBuilderOptions.defaults().shutdownGracePeriod();

	private final SpringGrpcConns conns;

	private final SpringGrpcBeans beans;

	private final Duration gracePeriod;

	private final Queue<Made> channels = new ConcurrentLinkedQueue<>();

	private volatile @Nullable ApplicationContext context;

	private volatile boolean running;

	/** The context is going down, so the next stop is the last one. */
	private volatile boolean contextClosed;

	/** The channels are shut down, so none is made any more. */
	private volatile boolean closed;

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
		if (this.closed) {
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
		if (this.closed) {
			// Closed meanwhile, perhaps without a look at this one.
			made.channel().shutdownNow();
		}
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.context = applicationContext;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.contextClosed) {
			this.closed = true;
			finishCalls();
		}
	}

	@Override
	public void stop(Runnable callback) {
		Stop.apart(this::stop, callback);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// A child's end is heard here too.
		if (event.getApplicationContext() == this.context) {
			this.contextClosed = true;
		}
	}

	/**
	 * The stop that follows has to know, so the event must not wait for another thread.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void destroy() {
		this.closed = true;
		this.channels.forEach((made) -> made.channel().shutdownNow());
	}

	/**
	 * All channels wait at the same time, each for its own grace period.
	 */
	private void finishCalls() {
		this.channels.forEach((made) -> made.channel().shutdown());
		List<Callable<Object>> waiting = new ArrayList<>();
		this.channels.stream()
			.filter((made) -> !made.channel().isTerminated())
			.forEach((made) -> waiting.add(made::end));
		if (waiting.isEmpty()) {
			return;
		}
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			threads.invokeAll(waiting);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			threads.shutdown();
		}
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
