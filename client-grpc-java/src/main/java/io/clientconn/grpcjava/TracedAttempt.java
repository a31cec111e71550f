package io.clientconn.grpcjava;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.AttemptObserver;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracers of one attempt. They hear of messages when these are handed on, and of the
 * end once: an attempt that the server has answered ends with the call, after the
 * messages that wait to be read, any other at once.
 */
@AnyThread
final class TracedAttempt implements AttemptObserver {

	private static final int PREFIX = 5;

	private static final Logger LOG = LoggerFactory.getLogger(TracedAttempt.class);

	private final BridgeCall<?, ?> call;

	private final List<ClientStreamTracer> tracers;

	private final SentSizes.Start sizes;

	/** Belongs to whoever sends. */
	private @Nullable SentSizes sent;

	/** Belongs to whoever sends. */
	private int sentMessages;

	/** Belongs to callbacks. */
	private int receivedMessages;

	/** Belongs to the event loop. */
	private boolean answered;

	/** The event loop and the last callback both end the attempt. */
	private final AtomicBoolean closed = new AtomicBoolean();

	TracedAttempt(BridgeCall<?, ?> call, List<ClientStreamTracer> tracers, SentSizes.Start sizes) {
		this.call = call;
		this.tracers = tracers;
		this.sizes = sizes;
		this.sent = sizes.first();
	}

	/**
	 * Tells every tracer, whatever the others do: what they throw ends no call.
	 */
	private void tell(Consumer<ClientStreamTracer> event) {
		for (ClientStreamTracer tracer : this.tracers) {
			try {
				event.accept(tracer);
			}
			catch (Throwable ex) {
				LOG.warn("The tracer {} failed", tracer.getClass().getName(), ex);
			}
		}
	}

	void created(Attributes transport, io.grpc.Metadata headers) {
		tell((tracer) -> tracer.streamCreated(transport, headers));
		tell(ClientStreamTracer::outboundHeaders);
	}

	@Override
	public void messageSent(int framedBytes) {
		int wireBytes = framedBytes - PREFIX; // grpc-java does not count it
		SentSizes before = this.sent;
		SentSizes now = (before != null) ? before.next() : null;
		this.sent = now;
		long bytes = (now != null) ? now.bytes() : -1;
		int number = this.sentMessages++;
		tell((tracer) -> {
			tracer.outboundMessage(number);
			tracer.outboundMessageSent(number, wireBytes, bytes);
			tracer.outboundWireSize(wireBytes);
			if (bytes >= 0) {
				tracer.outboundUncompressedSize(bytes);
			}
		});
	}

	@Override
	public void headersReceived(Metadata headers) {
		this.answered = true;
		this.sizes.forget();
		io.grpc.Metadata received = Translation.metadata(headers);
		tell((tracer) -> tracer.inboundHeaders(received));
	}

	void received(int wireBytes, int bytes) {
		int number = this.receivedMessages++;
		tell((tracer) -> {
			tracer.inboundMessage(number);
			tracer.inboundMessageRead(number, wireBytes, bytes);
			tracer.inboundWireSize(wireBytes);
			tracer.inboundUncompressedSize(bytes);
		});
	}

	@Override
	public void ended(CallOutcome outcome) {
		if (!this.answered) {
			boolean ofServer = outcome.origin() == CallOutcome.Origin.SERVER;
			close(Translation.status(outcome.status()), ofServer ? Translation.metadata(outcome.trailers()) : null);
		}
		else if (outcome.origin() == CallOutcome.Origin.LOCAL) {
			close(this.call.told(outcome), null); // nobody reads what waits
		}
	}

	/**
	 * Ends the attempt unless it has ended.
	 * @param trailers those of the server, or null if it did not end it
	 */
	void close(Status status, io.grpc.@Nullable Metadata trailers) {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		if (trailers != null) {
			tell((tracer) -> tracer.inboundTrailers(trailers));
		}
		tell((tracer) -> tracer.streamClosed(status));
	}

}
