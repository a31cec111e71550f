package io.clientconn.test;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Serializer;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;
import io.clientconn.transport.TransportListener;
import io.clientconn.transport.TransportStream;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an {@link InMemoryTransport}. Its listener hears everything in a
 * serializer, and of the end only when all streams have ended.
 */
@AnyThread
final class InMemoryConnection implements ClientTransport {

	private static final Logger LOG = LoggerFactory.getLogger(InMemoryConnection.class);

	private static final long REFUSED_STREAM = 7;

	private final ConnectRequest request;

	private final TransportListener listener;

	private final InMemoryTransport network;

	private final Executor executor;

	private final Serializer events;

	private final Set<InMemoryStream> streams = ConcurrentHashMap.newKeySet();

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

	private final AtomicReference<@Nullable Status> reason = new AtomicReference<>();

	private final AtomicBoolean answerTold = new AtomicBoolean();

	private final AtomicBoolean endTold = new AtomicBoolean();

	InMemoryConnection(ConnectRequest request, TransportListener listener, InMemoryTransport network,
			Executor executor) {
		this.request = request;
		this.listener = listener;
		this.network = network;
		this.executor = executor;
		this.events = new Serializer(executor, (bug) -> LOG.warn("A bug in {}", this, bug));
	}

	String address() {
		return this.request.address().toString();
	}

	/**
	 * The server's SETTINGS arrive.
	 */
	void accept() {
		if (this.phase.compareAndSet(Phase.CONNECTING, Phase.READY)) {
			this.events.execute(this.listener::ready);
		}
	}

	/**
	 * The server says GOAWAY.
	 */
	void goAway() {
		drain(Status.unavailable(address() + " sent GOAWAY with code NO_ERROR"), true);
	}

	/**
	 * The network breaks.
	 */
	void drop() {
		Status lost = Status.unavailable("connection to " + address() + " reset by peer");
		end(lost, StreamOutcome.transport(lost, Progress.PROCESSED, CallOutcome.NO_HTTP2_ERROR));
	}

	@Override
	public TransportStream open(OpenRequest open, @Nullable ByteBuf message, StreamListener hears) {
		InMemoryStream stream = new InMemoryStream(this, open, hears, this.executor);
		this.streams.add(stream);
		if (this.phase.get() != Phase.READY) {
			Status now = this.reason.get();
			Status late = (now != null) ? now : Status.unavailable("connection to " + address() + " is not ready");
			stream.fail(StreamOutcome.transport(late, Progress.NOT_SENT, CallOutcome.NO_HTTP2_ERROR));
		}
		else if (this.network.refusesStream()) {
			Status refused = Status.unavailable(address() + " refused the stream: REFUSED_STREAM");
			stream.fail(StreamOutcome.transport(refused, Progress.REFUSED, REFUSED_STREAM));
		}
		else {
			stream.begin(this.network.servicesAt(address()));
		}
		if (message != null) {
			stream.send(message, true);
		}
		return stream;
	}

	/**
	 * A service answered a call.
	 */
	void answered() {
		if (this.answerTold.compareAndSet(false, true)) {
			this.events.execute(this.listener::answered);
		}
	}

	void ended(InMemoryStream stream) {
		this.streams.remove(stream);
		endIfEmpty();
	}

	@Override
	public PeerInfo peer() {
		if (this.phase.get() == Phase.CONNECTING) {
			throw new IllegalStateException(this + " was never ready");
		}
		return new PeerInfo(this.request.address().socketAddress(), InetSocketAddress.createUnresolved("in-memory", 1),
				null);
	}

	@Override
	public void shutdown(Status why) {
		drain(why, false);
	}

	private void drain(Status why, boolean byServer) {
		this.reason.compareAndSet(null, why);
		if (this.phase.compareAndSet(Phase.READY, Phase.DRAINING)) {
			if (byServer) {
				this.events.execute(() -> this.listener.draining(why));
			}
			endIfEmpty();
		}
	}

	@Override
	public void close(Status why) {
		end(why, StreamOutcome.local(why, Progress.PROCESSED));
	}

	private void end(Status why, StreamOutcome outcome) {
		this.reason.compareAndSet(null, why);
		if (this.phase.getAndSet(Phase.CLOSED) != Phase.CLOSED) {
			this.streams.forEach((stream) -> stream.fail(outcome));
			endIfEmpty();
		}
	}

	private void endIfEmpty() {
		Phase now = this.phase.get();
		Status why = this.reason.get();
		boolean over = now == Phase.CLOSED || now == Phase.DRAINING;
		if (over && why != null && this.streams.isEmpty() && this.endTold.compareAndSet(false, true)) {
			this.phase.set(Phase.CLOSED);
			this.network.closed(this);
			this.events.execute(() -> this.listener.closed(why));
		}
	}

	@Override
	public String toString() {
		return "in-memory connection to " + address() + " (" + this.phase.get() + ")";
	}

	private enum Phase {

		CONNECTING, READY, DRAINING, CLOSED

	}

}
