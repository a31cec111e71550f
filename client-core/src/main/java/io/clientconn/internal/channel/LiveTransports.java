package io.clientconn.internal.channel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a channel that have not reported their end, for whoever closes the
 * channel: a resolver, balancer or observer of the user's that blocks the serializer must
 * not keep calls on a connection from ending. The serializer adds and removes; any thread
 * closes.
 */
@AnyThread
final class LiveTransports {

	private static final Logger LOG = LoggerFactory.getLogger(LiveTransports.class);

	private final Set<ClientTransport> all = ConcurrentHashMap.newKeySet(1);

	private volatile @Nullable Status closed;

	void add(ClientTransport transport) {
		this.all.add(transport);
		Status reason = this.closed;
		if (reason != null) {
			close(transport, reason);
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
		this.all.forEach((transport) -> close(transport, reason));
	}

	/** One of the user's making may fail; the others are closed all the same. */
	private static void close(ClientTransport transport, Status reason) {
		try {
			transport.close(reason);
		}
		catch (RuntimeException | Error ex) {
			LOG.error("Transport {} did not close", transport, ex);
		}
	}

	@Override
	public String toString() {
		return "LiveTransports" + this.all;
	}

}
