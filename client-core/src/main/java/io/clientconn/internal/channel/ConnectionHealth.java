package io.clientconn.internal.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.clientconn.balancer.SubConnListener;
import io.clientconn.concurrent.OnSerializer;
import io.clientconn.internal.health.HealthListener;
import io.clientconn.internal.health.HealthWatch;
import io.clientconn.internal.health.WatchSettings;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;

import org.jspecify.annotations.Nullable;

/**
 * The health of the connection that an {@link AddrConn} has in use, for whoever listens:
 * one watch, however many they are, and none while nobody does. Owned by the channel's
 * serializer. It never touches the connection but for its own stream.
 * <p>
 * Where a watch takes the place of another one, because the connection was renewed or
 * another service is asked for, calls do not wait for its first answer: a backend that
 * was healthy stays so until the server says otherwise.
 */
@OnSerializer
final class ConnectionHealth {

	private final AddrConn of;

	private final AddrConns owner;

	private final GuardedBackoff backoff;

	private final List<SubConnListener> listeners = new ArrayList<>();

	/** The connection in use. */
	private @Nullable ClientTransport transport;

	private @Nullable HealthWatch watch;

	/** What the watch asks for, null without one. */
	private @Nullable String service;

	private ConnectivityState state = ConnectivityState.READY;

	private Status reason = Status.OK;

	ConnectionHealth(AddrConn of, AddrConns owner, GuardedBackoff backoff) {
		this.of = of;
		this.owner = owner;
		this.backoff = backoff;
	}

	private WatchSettings settings() {
		return new WatchSettings(this.of.address().toString(), this.owner.settings().health().streams(),
				this.owner.serializer(), this.owner.settings().scheduler(), this.backoff::pauseNanos);
	}

	/**
	 * There is a connection.
	 */
	void up(ClientTransport connection) {
		this.transport = connection;
	}

	/**
	 * Another connection took over.
	 */
	void renewed(ClientTransport successor) {
		this.transport = successor;
		if (this.watch != null && this.service != null) {
			watch(successor, this.service);
		}
	}

	/**
	 * There is no connection any more, or it takes no calls. Nobody listens from now on.
	 */
	void down() {
		this.transport = null;
		this.listeners.clear();
		stopWatching();
		this.state = ConnectivityState.READY;
		this.reason = Status.OK;
	}

	ConnectivityState listen(SubConnListener listener) {
		ClientTransport connection = this.transport;
		if (connection == null) {
			return ConnectivityState.CONNECTING;
		}
		this.listeners.add(listener);
		String wanted = this.owner.healthService();
		if (this.watch == null && wanted != null) {
			remember(ConnectivityState.CONNECTING, Status.OK);
			watch(connection, wanted);
		}
		if (this.state == ConnectivityState.TRANSIENT_FAILURE) {
			this.owner.serializer().execute(() -> tell(listener));
		}
		return (this.state == ConnectivityState.READY) ? this.state : ConnectivityState.CONNECTING;
	}

	/**
	 * The service config asks for another service, or for none.
	 */
	void serviceChanged() {
		ClientTransport connection = this.transport;
		String wanted = this.owner.healthService();
		if (connection == null || this.listeners.isEmpty() || Objects.equals(wanted, this.service)) {
			return;
		}
		if (wanted != null) {
			watch(connection, wanted);
		}
		else {
			stopWatching();
		}
		if (this.state != ConnectivityState.READY) {
			changed((wanted != null) ? ConnectivityState.CONNECTING : ConnectivityState.READY, Status.OK);
		}
	}

	private void watch(ClientTransport connection, String wanted) {
		stopWatching();
		HealthWatch next = new HealthWatch(settings(), connection, wanted, new News());
		this.watch = next;
		this.service = wanted;
		next.start();
	}

	private void stopWatching() {
		HealthWatch last = this.watch;
		this.watch = null;
		this.service = null;
		if (last != null) {
			last.stop();
		}
	}

	private void changed(ConnectivityState newState, Status why) {
		if (newState == this.state && why.equals(this.reason)) {
			return;
		}
		remember(newState, why);
		for (SubConnListener listener : List.copyOf(this.listeners)) {
			tell(listener);
		}
	}

	private void remember(ConnectivityState newState, Status why) {
		this.state = newState;
		this.reason = why;
		this.owner.tracker().connectionState(this.of, newState, why);
	}

	/**
	 * Unless another listener ended the connection, or it ended by itself.
	 */
	private void tell(SubConnListener listener) {
		if (this.listeners.contains(listener)) {
			listener.stateChanged(this.state, this.reason);
		}
	}

	@Override
	public String toString() {
		return "ConnectionHealth[" + this.state + ", " + this.listeners.size() + " listeners, " + this.watch + "]";
	}

	/**
	 * What the watch says. One that was stopped says nothing more.
	 */
	private final class News implements HealthListener {

		@Override
		public void healthChanged(ConnectivityState newState, Status why) {
			changed(newState, why);
		}

		@Override
		public void notOffered(Status answer) {
			ConnectionHealth.this.owner.healthNotOffered(ConnectionHealth.this.of, answer);
		}

	}

}
