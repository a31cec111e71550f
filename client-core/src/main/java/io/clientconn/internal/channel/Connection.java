package io.clientconn.internal.channel;

import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an {@link AddrConn}, from its attempt to its end. It is never used
 * again, so the question to which connection an event belongs has one answer: this one.
 * Owned by the channel's serializer, into which it carries what the event loop reports.
 */
@OnSerializer
final class Connection {

	private final Executor serializer;

	private final Consumer<Connection> onReady;

	private final Consumer<Connection> onAnswered;

	private final BiConsumer<Connection, Status> onDraining;

	private final BiConsumer<Connection, Status> onClosed;

	private @Nullable ClientTransport transport;

	Connection(Executor serializer, Consumer<Connection> onReady, Consumer<Connection> onAnswered,
			BiConsumer<Connection, Status> onDraining, BiConsumer<Connection, Status> onClosed) {
		this.serializer = serializer;
		this.onReady = onReady;
		this.onAnswered = onAnswered;
		this.onDraining = onDraining;
		this.onClosed = onClosed;
	}

	/**
	 * What the transport talks to: posts and returns.
	 */
	TransportListener listener() {
		return new TransportListener() {
			@Override
			public void ready() {
				post(() -> Connection.this.onReady.accept(Connection.this));
			}

			@Override
			public void answered() {
				post(() -> Connection.this.onAnswered.accept(Connection.this));
			}

			@Override
			public void draining(Status reason) {
				post(() -> Connection.this.onDraining.accept(Connection.this, reason));
			}

			@Override
			public void closed(Status reason) {
				post(() -> Connection.this.onClosed.accept(Connection.this, reason));
			}
		};
	}

	private void post(Runnable event) {
		this.serializer.execute(event);
	}

	void started(ClientTransport started) {
		this.transport = started;
	}

	/**
	 * Whether there was an attempt at all.
	 */
	boolean isStarted() {
		return this.transport != null;
	}

	/**
	 * The transport: events are posted, so it is known before the first one arrives.
	 */
	ClientTransport transport() {
		ClientTransport started = this.transport;
		if (started == null) {
			throw new IllegalStateException("the attempt was not started");
		}
		return started;
	}

	@Override
	public String toString() {
		return String.valueOf(this.transport);
	}

}
