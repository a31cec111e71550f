package io.clientconn.internal.channel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a channel that have not reported their end, for whoever closes the
 * channel: a resolver, balancer or observer of the user's that blocks the serializer must
 * not keep calls on a connection from ending. The serializer adds and removes; any thread
 * closes.
 */
@AnyThread
final class LiveTransports {

	private final Set<ClientTransport> all = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Status closed;

	void add(ClientTransport transport) {
		this.all.add(transport);
		Status reason = this.closed;
		if (reason != null) {
			transport.close(reason);
		}
	}

	void remove(ClientTransport transport) {
		this.all.remove(transport);
	}

	/**
	 * Closes all of them, and those that are still to come.
	 */
	void close(Status reason) {
		this.closed = reason;
		this.all.forEach((transport) -> transport.close(reason));
	}

	@Override
	public String toString() {
		return "LiveTransports" + this.all;
	}

}
