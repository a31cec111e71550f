package io.clientconn.internal.channel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Serializer;
import io.clientconn.internal.route.RouteSnapshot;
import io.clientconn.internal.route.RouteTable;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control plane of one channel: starts when it is first needed, and ends everything
 * that it started. It makes the channel's serializer and route table and lives in that
 * serializer; its public methods post or read and may be called by any thread.
 * <p>
 * It never resolves or connects before somebody calls or asks for a connection.
 */
@OnSerializer
public final class ChannelControl {

	/** What ends every call, waiting pick and attempt of a channel that is closed. */
	public static final Status CLOSING = Status.of(StatusCode.CANCELLED, "the client connection is closing");

	private static final Logger LOG = LoggerFactory.getLogger(ChannelControl.class);

	private final ChannelControlSettings settings;

	private final Serializer serializer;

	private final RouteTable routes;

	private final ConnectivityTracker tracker;

	private final AddrConns addrConns;

	private final IdleTimer idleTimer;

	private final CompletableFuture<Void> terminated = new CompletableFuture<>();

	private Phase phase = Phase.IDLE;

	/** Made anew each time the channel wakes up. */
	private LoadBalancing loadBalancing;

	/** Made anew each time the channel wakes up. */
	private NameResolution nameResolution;

	/**
	 * Makes an idle control plane. No I/O, no task.
	 * @param settings all that it needs
	 */
	public ChannelControl(ChannelControlSettings settings) {
		this.settings = settings;
		this.serializer = new Serializer(settings.controlExecutor(), this::panic);
		this.routes = new RouteTable(settings.controlExecutor(), this::connect);
		this.tracker = new ConnectivityTracker(this.serializer, settings.scheduler(),
				GuardedObserver.of(settings.observer()));
		this.addrConns = new AddrConns(settings, this.serializer, this.tracker, this::requestResolution);
		this.idleTimer = new IdleTimer(settings, this.serializer, this.routes.calls(), this::rest);
		this.loadBalancing = new LoadBalancing(settings, this.serializer, this.routes, this.tracker, this.addrConns,
				null);
		this.nameResolution = new NameResolution(settings, this.serializer, this.loadBalancing, this.tracker);
	}

	/**
	 * Where calls find connections.
	 */
	public RouteTable routes() {
		return this.routes;
	}

	/**
	 * The states of the channel and its connections.
	 */
	public ConnectivityTracker connectivity() {
		return this.tracker;
	}

	/**
	 * Leaves idle and connects what is idle.
	 */
	public void connect() {
		this.serializer.execute(this::wakeUp);
	}

	/**
	 * What was counted as a call in {@link RouteTable#calls} is over.
	 */
	public void waitEnded() {
		this.routes.calls().waitEnded(this.settings.scheduler().nanoTime());
	}

	/**
	 * Ends every pause between attempts to connect and makes the next ones short.
	 */
	public void resetConnectBackoff() {
		this.serializer.execute(this.addrConns::resetBackoff);
	}

	/**
	 * Replaces every connection by a new one, without a gap.
	 */
	public void renewConnections() {
		this.serializer.execute(this.addrConns::renew);
	}

	/**
	 * Rests as after the idle timeout. With calls under way every connection gets a
	 * successor instead.
	 */
	public void enterIdle() {
		this.serializer.execute(() -> {
			if (this.phase == Phase.ACTIVE && this.routes.calls().any()) {
				this.addrConns.renew();
			}
			else {
				rest();
			}
		});
	}

	/**
	 * Ends everything: picks and the calls on connections at once, even if user code
	 * blocks the serializer; the rest there. Idempotent.
	 */
	public void close() {
		this.routes.close(CLOSING);
		// Before connections report that they are closed.
		this.serializer.execute(this::shutDown);
		this.addrConns.live().close(CLOSING);
	}

	/**
	 * Completes once the channel is closed and its last connection is gone. Dependents
	 * run in the serializer and must not block.
	 */
	public CompletionStage<Void> terminated() {
		return this.terminated;
	}

	private void wakeUp() {
		switch (this.phase) {
			case IDLE -> start();
			case ACTIVE -> this.loadBalancing.exitIdle();
			case BROKEN, CLOSED -> {
			}
		}
	}

	private void start() {
		this.phase = Phase.ACTIVE;
		this.routes.publish(RouteSnapshot.unresolved(ConnectivityState.CONNECTING));
		this.tracker.channelState(ConnectivityState.CONNECTING);
		this.idleTimer.start();
		this.nameResolution.start();
	}

	/**
	 * Goes back to where a new channel is, unless a call came meanwhile. Connections take
	 * no new calls and then end; nothing is cut off. Whatever is asked for later starts
	 * everything anew.
	 */
	private void rest() {
		if (this.phase != Phase.ACTIVE) {
			return;
		}
		if (!this.routes.publishIdle()) {
			this.idleTimer.start();
			return;
		}
		this.phase = Phase.IDLE;
		this.idleTimer.stop();
		LOG.debug("No calls to {}: resting", this.settings.target());
		quietly(this.nameResolution::close);
		quietly(this.loadBalancing::close);
		this.addrConns.shutDownAll();
		this.loadBalancing = new LoadBalancing(this.settings, this.serializer, this.routes, this.tracker,
				this.addrConns, this.loadBalancing.lastServiceConfig());
		this.nameResolution = new NameResolution(this.settings, this.serializer, this.loadBalancing, this.tracker);
		this.tracker.channelState(ConnectivityState.IDLE);
	}

	/**
	 * Posted: whoever asks may be a balancer in the middle of its work, and a resolver
	 * may answer at once.
	 */
	private void requestResolution() {
		this.serializer.execute(() -> this.nameResolution.resolveNow());
	}

	private void shutDown() {
		if (this.phase == Phase.CLOSED) {
			return;
		}
		this.phase = Phase.CLOSED;
		this.idleTimer.stop();
		quietly(() -> this.tracker.channelState(ConnectivityState.SHUTDOWN));
		quietly(this.nameResolution::close);
		quietly(() -> this.routes.close(CLOSING));
		quietly(this.loadBalancing::close);
		this.addrConns.close(CLOSING, () -> this.terminated.complete(null));
	}

	/**
	 * A task threw: a bug, of the user's resolver or balancer or ours. Nobody can tell
	 * what still holds, so every call fails until the channel is made anew.
	 */
	private void panic(Throwable failure) {
		if (this.phase == Phase.BROKEN || this.phase == Phase.CLOSED) {
			LOG.debug("Another failure in the serializer of {} ({})", this.settings.target(), this.phase, failure);
			return;
		}
		this.phase = Phase.BROKEN;
		this.idleTimer.stop();
		LOG.error("The channel to {} is broken: close it and make a new one", this.settings.target(), failure);
		this.loadBalancing
			.breakDown(Status.internal("the control plane of the channel failed: " + failure).withCause(failure));
		quietly(this.nameResolution::close);
		quietly(this.loadBalancing::close);
	}

	/**
	 * Whatever one step throws, the next one follows: nothing may be left open.
	 */
	private void quietly(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			LOG.warn("Closing a part of the channel to {} failed", this.settings.target(), ex);
		}
	}

	@Override
	public String toString() {
		return "channel to " + this.settings.target() + " (" + this.phase + ")";
	}

	private enum Phase {

		/** Nothing has been asked for, or not for long. */
		IDLE,
		/** Resolving and balancing. */
		ACTIVE,
		/** Failing every call. */
		BROKEN,
		/** Over. */
		CLOSED

	}

}
