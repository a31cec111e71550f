package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import io.clientconn.ClientConn;
import io.clientconn.concurrent.AnyThread;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Makes each connection when it is first asked for and closes them all with the context:
 * in phase 0, after whatever serves requests has come to rest. A context that is only
 * stopped or paused keeps them, because clients that were handed out could not follow to
 * new ones.
 */
@AnyThread
final class ClientConnRegistry implements ClientConns, SmartLifecycle, ApplicationContextAware,
		ApplicationListener<ContextClosedEvent>, DisposableBean {

	private static final Log logger = LogFactory.getLog(ClientConnRegistry.class);

	/** The JDK's own choice for tasks in the background; closing may take seconds. */
	private static final Executor ASYNC = new CompletableFuture<Void>().defaultExecutor();

	private final ChannelCatalog catalog;

	private final Map<String, ChannelSettings> settings;

	private final ClientConnFactory factory;

	private final Function<String, @Nullable ClientConn> userConns;

	private final Duration gracePeriod;

	private final Map<String, ClientConn> conns = new ConcurrentHashMap<>();

	private volatile @Nullable ApplicationContext context;

	private volatile boolean running;

	/** The context is going down, so the next stop is the last one. */
	private volatile boolean contextClosed;

	/** The connections are closed, so none is made any more. */
	private volatile boolean closed;

	/**
	 * Makes a registry.
	 * @param catalog the configured channels
	 * @param settings their settings by canonical name
	 * @param factory makes connections
	 * @param userConns finds the application's own connection by canonical name
	 * @param gracePeriod how long calls under way may take when the context is closed
	 */
	ClientConnRegistry(ChannelCatalog catalog, Map<String, ChannelSettings> settings, ClientConnFactory factory,
			Function<String, @Nullable ClientConn> userConns, Duration gracePeriod) {
		this.catalog = catalog;
		this.settings = settings;
		this.factory = factory;
		this.userConns = userConns;
		this.gracePeriod = gracePeriod;
	}

	@Override
	public ClientConn get(String name) {
		String canonical = ChannelName.canonical(name);
		ClientConn users = this.userConns.apply(canonical);
		if (users != null) {
			return users;
		}
		ChannelSettings channel = this.settings.get(canonical);
		if (channel == null) {
			throw this.catalog.unknown(name);
		}
		ClientConn existing = this.closed ? null : this.conns.get(canonical);
		return (existing != null) ? existing : make(canonical, channel);
	}

	private ClientConn make(String canonical, ChannelSettings channel) {
		refuseIfClosed(channel);
		ClientConn conn = this.conns.computeIfAbsent(canonical, (key) -> this.factory.create(channel));
		if (this.closed) {
			// Closed meanwhile, perhaps without a look at this one.
			conn.close();
			refuseIfClosed(channel);
		}
		return conn;
	}

	private void refuseIfClosed(ChannelSettings channel) {
		if (this.closed) {
			throw new IllegalStateException(
					"the gRPC channel '" + channel.name() + "' is closed, because the application context is");
		}
	}

	@Override
	public Set<String> names() {
		return Collections.unmodifiableSet(this.catalog.names());
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.context = applicationContext;
	}

	/**
	 * Checks every channel, so that a mistake stops the application now and not with the
	 * first call.
	 */
	@Override
	public void start() {
		this.settings.values().forEach(this.factory::validate);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.contextClosed) {
			this.closed = true;
			finishCalls();
			closeAll();
		}
	}

	@Override
	public void stop(Runnable callback) {
		ASYNC.execute(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		});
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
		return 0;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// A child's end is heard here too.
		if (event.getApplicationContext() == this.context) {
			this.contextClosed = true;
		}
	}

	@Override
	public void destroy() {
		closeAll();
	}

	/**
	 * All channels wait at the same time, so together no longer than one.
	 */
	private void finishCalls() {
		if (this.conns.isEmpty() || this.gracePeriod.isZero()) {
			return;
		}
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			List<Callable<Object>> waiting = new ArrayList<>();
			this.conns.values()
				.forEach((conn) -> waiting.add(Executors.callable(() -> conn.shutdown(this.gracePeriod))));
			threads.invokeAll(waiting);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			threads.shutdown();
		}
	}

	private void closeAll() {
		this.closed = true;
		for (String name : this.settings.keySet()) {
			ClientConn conn = this.conns.get(name);
			if (conn == null) {
				continue;
			}
			try {
				conn.close();
			}
			catch (RuntimeException ex) {
				logger.warn("gRPC channel '" + name + "' did not close cleanly", ex);
			}
		}
	}

	@Override
	public String toString() {
		return "ClientConns" + this.catalog.names();
	}

}
