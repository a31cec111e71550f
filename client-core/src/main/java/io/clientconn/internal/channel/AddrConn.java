package io.clientconn.internal.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.clientconn.balancer.SubConn;
import io.clientconn.balancer.SubConnListener;
import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import org.jspecify.annotations.Nullable;

/**
 * The {@link SubConn}: makes connections to one address, one after the other, and
 * publishes the one that takes calls. Owned by the channel's serializer; the published
 * transport is a volatile that calls read.
 * <p>
 * It never reconnects by itself: after a pause it is idle, and the balancer decides. A
 * connection that drains is no longer published but is kept in mind until it is gone, so
 * that closing the channel leaves none behind.
 */
@OnSerializer
final class AddrConn implements SubConn {

	private final Address address;

	private final SubConnListener listener;

	private final AddrConns owner;

	private final AddrConnState state = new AddrConnState();

	private final GuardedBackoff backoff;

	private final ReconnectPace pace;

	/** Every connection that has not reported its end, draining ones included. */
	private final List<Connection> alive = new ArrayList<>(1);

	/** The connection being made or in use. */
	private @Nullable Connection current;

	/** The one that was in use before, until it answers a call. */
	private @Nullable Connection lastUsed;

	private Scheduler.@Nullable Timer pause;

	/** How many there have been, so as to tell them apart. */
	private int pauses;

	/** How long to pause if the attempt under way fails. */
	private long pauseNanos;

	private final Succession succession;

	private final ConnectionHealth health;

	/** Whether the attempt under way began before connections were renewed. */
	private boolean outdated;

	private volatile @Nullable ClientTransport transport;

	AddrConn(Address address, SubConnListener listener, AddrConns owner) {
		this.address = address;
		this.listener = listener;
		this.owner = owner;
		this.backoff = new GuardedBackoff(owner.settings().backoff(), owner.settings().random());
		this.pace = new ReconnectPace(this.backoff);
		this.succession = new Succession(owner, this.backoff,
				() -> dial(owner.settings(), owner.settings().minConnectTimeoutNanos()));
		this.health = new ConnectionHealth(this, owner, this.backoff);
	}

	@Override
	public void connect() {
		this.owner.serializer().execute(this::startAttempt);
	}

	@Override
	public ConnectivityState watchHealth(SubConnListener hears) {
		return this.health.listen(hears);
	}

	/**
	 * Another service is asked for its health, or none.
	 */
	void healthServiceChanged() {
		this.health.serviceChanged();
	}

	@Override
	public Address address() {
		return this.address;
	}

	@Override
	public @Nullable ClientTransport transport() {
		return this.transport;
	}

	private void startAttempt() {
		ChannelControlSettings settings = this.owner.settings();
		if (!this.state.connect(settings.scheduler().nanoTime())) {
			return;
		}
		long pauseFirst = this.pace.pauseNanos();
		if (pauseFirst > 0) {
			this.pauseNanos = pauseFirst;
			Status reason = this.pace.reason();
			this.owner.serializer().execute(() -> tooSoon(reason));
		}
		else {
			startConnection(settings);
		}
		report(Status.OK);
	}

	/**
	 * To the balancer a pause is an attempt that failed: calls that do not wait fail.
	 */
	private void tooSoon(Status reason) {
		if (this.state.state() != ConnectivityState.CONNECTING) {
			return;
		}
		if (this.pace.isForgiven()) {
			startConnection(this.owner.settings());
		}
		else if (this.state.closed() == AddrConnState.OnClosed.PAUSE) {
			failed(reason);
		}
	}

	private void startConnection(ChannelControlSettings settings) {
		this.pauseNanos = nextPause();
		long timeout = Math.max(settings.minConnectTimeoutNanos(), this.pauseNanos);
		this.outdated = false;
		this.current = dial(settings, timeout);
	}

	private Connection dial(ChannelControlSettings settings, long timeout) {
		Connection connection = new Connection(this.owner.serializer(), this::ready, this::answered, this::draining,
				this::closed);
		this.alive.add(connection);
		try {
			ClientTransport started = Objects.requireNonNull(
					settings.transports()
						.connect(new ConnectRequest(this.address, authority(settings), timeout), connection.listener()),
					"the transport factory answered null");
			connection.started(started);
			this.owner.live().add(started);
		}
		catch (RuntimeException | Error ex) {
			this.alive.remove(connection);
			this.owner.serializer()
				.execute(() -> closed(connection,
						Status.unavailable("connect to " + this.address + ": " + ex).withCause(ex)));
		}
		return connection;
	}

	/**
	 * What the user says comes first, then what the resolver says of the address.
	 */
	private String authority(ChannelControlSettings settings) {
		String serverName = this.address.attributes().get(Address.SERVER_NAME);
		return (serverName == null || settings.authorityIsFixed()) ? settings.authority() : serverName;
	}

	private long nextPause() {
		return this.backoff.pauseNanos(this.state.pauses());
	}

	private void ready(Connection connection) {
		if (this.succession.is(connection)) {
			takeOver(connection);
		}
		else if (connection == this.current && this.state.ready()) {
			this.pace.ready(this.owner.settings().scheduler().nanoTime());
			this.transport = connection.transport();
			this.health.up(connection.transport());
			report(Status.OK);
			if (this.outdated) {
				renew();
			}
		}
	}

	/**
	 * Of use to a call, maybe after its GOAWAY: then the pause for it was not due.
	 */
	private void answered(Connection connection) {
		if (connection == this.current) {
			this.pace.answered();
		}
		else if (connection == this.lastUsed) {
			this.lastUsed = null;
			resetBackoff();
		}
	}

	/**
	 * Calls find the successor from now on; the one before ends with its last call. The
	 * balancer hears of it as well: a call that the one before refused may wait for news.
	 */
	private void takeOver(Connection successor) {
		Connection last = Objects.requireNonNull(this.current, "only a connection in use has a successor");
		this.succession.done();
		this.current = successor;
		this.transport = successor.transport();
		this.pace.ready(this.owner.settings().scheduler().nanoTime());
		this.health.renewed(successor.transport());
		last.transport().shutdown(Status.unavailable("connection to " + this.address + " was renewed"));
		this.listener.stateChanged(ConnectivityState.READY, Status.OK);
	}

	/**
	 * Makes a successor of the connection in use, or an attempt to connect where the last
	 * one failed: connections are secured otherwise now.
	 */
	void renew() {
		this.outdated = false;
		switch (this.state.state()) {
			case READY -> this.succession.begin();
			case CONNECTING -> this.outdated = true;
			case TRANSIENT_FAILURE -> resetBackoff();
			case IDLE, SHUTDOWN -> {
			}
		}
	}

	private void draining(Connection connection, Status reason) {
		if (connection == this.current && this.state.draining()) {
			lost(reason);
		}
	}

	private void closed(Connection connection, Status reason) {
		if (this.alive.remove(connection)) {
			this.owner.live().remove(connection.transport());
		}
		if (this.succession.is(connection)) {
			this.succession.failed(this, reason);
		}
		else if (connection == this.current) {
			switch (this.state.closed()) {
				case PAUSE -> failed(reason);
				case LOST -> lost(reason);
				case IGNORE -> {
				}
			}
		}
		finishIfGone();
	}

	private void failed(Status reason) {
		this.current = null;
		Scheduler scheduler = this.owner.settings().scheduler();
		int number = ++this.pauses;
		this.pause = scheduler.schedule(() -> this.owner.serializer().execute(() -> pauseOver(number)),
				this.pauseNanos);
		this.owner.requestResolution();
		report(this.backoff.blame(ConnectFailure.describe(reason, this.state.failures(),
				this.state.failingForNanos(scheduler.nanoTime()))));
	}

	/**
	 * First no call finds the connection any more, then the balancer hears of it.
	 */
	private void lost(Status reason) {
		this.transport = null;
		this.lastUsed = this.pace.isAnswered() ? null : this.current;
		this.current = null;
		this.health.down();
		this.succession.end();
		this.pace.lost(this.owner.settings().scheduler().nanoTime(), reason);
		this.owner.requestResolution();
		this.owner.tracker().connectionLost(this, ConnectFailure.unavailable(reason));
		report(Status.OK);
	}

	/**
	 * A timer that was stopped may have posted already: it must not end a later pause.
	 */
	private void pauseOver(int number) {
		if (number == this.pauses && this.state.pauseOver()) {
			this.pause = null;
			report(Status.OK);
		}
	}

	/**
	 * Ends a pause, and makes the ones to come as short as at first.
	 */
	void resetBackoff() {
		this.pace.reset();
		switch (this.state.resetBackoff()) {
			case STOP_PAUSE -> {
				stopPause();
				report(Status.OK);
			}
			case SHORTEN_NEXT_PAUSE -> this.pauseNanos = nextPause();
			case NOTHING -> {
			}
		}
	}

	private void stopPause() {
		if (this.pause != null) {
			this.pause.cancel();
			this.pause = null;
		}
	}

	@Override
	public void shutdown() {
		Connection last = this.current;
		AddrConnState.OnShutdown cleanUp = this.state.shutdown();
		if (cleanUp == AddrConnState.OnShutdown.IGNORE) {
			return;
		}
		this.transport = null;
		this.current = null;
		this.health.down();
		this.succession.end();
		stopPause();
		if (last != null && this.alive.contains(last)) {
			Status reason = Status.unavailable("connection to " + this.address + " is not needed any more");
			if (cleanUp == AddrConnState.OnShutdown.DRAIN) {
				last.transport().shutdown(reason);
			}
			else {
				last.transport().close(reason);
			}
		}
		this.owner.tracker().connectionRemoved(this);
		// Posted: the balancer is on the stack.
		this.owner.serializer().execute(() -> this.listener.stateChanged(ConnectivityState.SHUTDOWN, Status.OK));
		finishIfGone();
	}

	/**
	 * Ends everything at once: the channel is closed.
	 */
	void close(Status reason) {
		shutdown();
		List.copyOf(this.alive).forEach((connection) -> connection.transport().close(reason));
	}

	private void finishIfGone() {
		if (this.state.state() == ConnectivityState.SHUTDOWN && this.alive.isEmpty()) {
			this.owner.finished(this);
		}
	}

	private void report(Status reason) {
		this.owner.tracker().connectionState(this, this.state.state(), reason);
		this.listener.stateChanged(this.state.state(), reason);
	}

	@Override
	public String toString() {
		return this.address + " (" + this.state + ")";
	}

}
