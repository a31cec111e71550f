package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.concurrent.AnyThread;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Makes each connection when it is first asked for, at the latest when the context
 * starts, and closes them all with the context: in phase 0, after whatever serves
 * requests has come to rest.
 */
@AnyThread
final class ClientConnRegistry extends ContextLife implements ClientConns {

	private static final Log logger = LogFactory.getLog(ClientConnRegistry.class);

	private final ChannelCatalog catalog;

	private final Map<String, ChannelSettings> settings;

	private final ClientConnFactory factory;

	private final UserConns userConns;

	private final Function<String, ChannelSettings> targets;

	private final Duration gracePeriod;

	/** By the canonical name of the channel, or else by the target. */
	private final Map<String, ClientConn> conns = new ConcurrentHashMap<>();

	/** The names of what this thread is making, each for the one before. */
	private final ThreadLocal<List<String>> making = ThreadLocal.withInitial(ArrayList::new);

	/**
	 * Makes a registry.
	 * @param catalog the configured channels
	 * @param settings their settings by canonical name
	 * @param factory makes connections
	 * @param userConns the application's own connections
	 * @param targets the settings for a target that no channel has
	 * @param gracePeriod how long calls under way may take when the context is closed
	 */
	ClientConnRegistry(ChannelCatalog catalog, Map<String, ChannelSettings> settings, ClientConnFactory factory,
			UserConns userConns, Function<String, ChannelSettings> targets, Duration gracePeriod) {
		this.catalog = catalog;
		this.settings = settings;
		this.factory = factory;
		this.userConns = userConns;
		this.targets = targets;
		this.gracePeriod = gracePeriod;
	}

	@Override
	public ClientConn get(String name) {
		String canonical = ChannelName.canonical(name);
		ClientConn users = this.userConns.find(canonical);
		if (users != null) {
			return users;
		}
		ChannelSettings channel = this.settings.get(canonical);
		if (channel == null) {
			throw this.catalog.unknown(name);
		}
		ClientConn existing = isClosed() ? null : this.conns.get(canonical);
		return (existing != null) ? existing : make(canonical, channel);
	}

	/**
	 * The connection to a target that no channel has; always the same one, too.
	 */
	ClientConn ofTarget(String target) {
		ClientConn existing = isClosed() ? null : this.conns.get(target);
		return (existing != null) ? existing : make(target, this.targets.apply(target));
	}

	/**
	 * Whether the application has a connection of its own for a channel.
	 */
	boolean isUsers(String name) {
		return this.userConns.has(ChannelName.canonical(name));
	}

	/**
	 * Describes a connection like the one of a channel or target, for somebody who
	 * changes the description and closes what comes of it.
	 * @param nameOrTarget a channel, or else a target if it has a scheme or a port
	 * @param change changes the description, and gets what builds it
	 * @return what that makes
	 */
	<T> T another(String nameOrTarget,
			BiFunction<ClientConnBuilder, Function<ClientConnBuilder, ClientConn>, T> change) {
		ChannelSettings channel = this.settings.get(ChannelName.canonical(nameOrTarget));
		if (channel == null) {
			if (SpringGrpcTarget.parse(nameOrTarget) == null) {
				throw this.catalog.unknown(nameOrTarget);
			}
			channel = this.targets.apply(nameOrTarget);
		}
		refuseIfClosed(channel);
		return another(channel, change);
	}

	private <T> T another(ChannelSettings channel,
			BiFunction<ClientConnBuilder, Function<ClientConnBuilder, ClientConn>, T> change) {
		return whileMaking(channel, () -> {
			ClientConnFactory.Description description = this.factory.describe(channel);
			return change.apply(description.builder(),
					(builder) -> this.factory.build(description.with(builder), channel));
		});
	}

	private ClientConn make(String canonical, ChannelSettings channel) {
		refuseIfClosed(channel);
		ClientConn conn = this.conns.get(canonical);
		if (conn == null) {
			conn = keepFirst(canonical, whileMaking(channel, () -> this.factory.create(channel)));
		}
		if (isClosed()) {
			// Closed meanwhile, perhaps without a look at this one.
			conn.close();
			refuseIfClosed(channel);
		}
		return conn;
	}

	/**
	 * Outside of the map, because a customizer may ask for another channel meanwhile.
	 */
	private <T> T whileMaking(ChannelSettings channel, Supplier<T> maker) {
		List<String> names = this.making.get();
		refuseCircle(names, channel.name());
		names.add(channel.name());
		try {
			return maker.get();
		}
		finally {
			names.remove(names.size() - 1);
			if (names.isEmpty()) {
				this.making.remove();
			}
		}
	}

	private static void refuseCircle(List<String> making, String name) {
		int start = making.indexOf(name);
		if (start >= 0) {
			throw new FailureAnalyzedException(
					"The gRPC channel '" + name + "' is asked for while it is made: "
							+ String.join(" -> ", making.subList(start, making.size())) + " -> " + name + ".",
					"Ask for it later, for example in an interceptor when a call begins. A "
							+ ClientConnCustomizer.class.getSimpleName()
							+ " is called for every channel, also for the one that it asks for.");
		}
	}

	/**
	 * Of several threads that made one, the first wins.
	 */
	private ClientConn keepFirst(String canonical, ClientConn made) {
		ClientConn earlier = this.conns.putIfAbsent(canonical, made);
		if (earlier == null) {
			return made;
		}
		made.close();
		return earlier;
	}

	private void refuseIfClosed(ChannelSettings channel) {
		if (isClosed()) {
			throw new IllegalStateException(
					"the gRPC channel '" + channel.name() + "' is closed, because the application context is");
		}
	}

	@Override
	public Set<String> names() {
		return Collections.unmodifiableSet(this.catalog.names());
	}

	/**
	 * Makes every connection that is not there yet, so that a mistake in properties and
	 * customizers stops the application now and not with the first call. Nothing is
	 * dialled. The application's own connections are only checked for their names.
	 */
	@Override
	public void start() {
		this.userConns.complete();
		this.settings.forEach((canonical, channel) -> {
			if (this.userConns.has(canonical)) {
				this.factory.validate(channel);
			}
			else {
				make(canonical, channel);
			}
		});
		super.start();
	}

	@Override
	public int getPhase() {
		return 0;
	}

	/**
	 * All channels wait at the same time, so together no longer than one.
	 */
	@Override
	void finishCalls() {
		if (this.gracePeriod.isZero()) {
			return;
		}
		List<Callable<Object>> waiting = new ArrayList<>();
		this.conns.values().forEach((conn) -> waiting.add(Executors.callable(() -> conn.shutdown(this.gracePeriod))));
		Stop.together(waiting);
	}

	@Override
	void closeAll() {
		new TreeMap<>(this.conns).forEach((name, conn) -> {
			try {
				conn.close();
			}
			catch (RuntimeException ex) {
				logger.warn("gRPC channel '" + name + "' did not close cleanly", ex);
			}
		});
	}

	@Override
	public String toString() {
		return "ClientConns" + this.catalog.names();
	}

}
