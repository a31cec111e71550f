package io.clientconn.grpcjava;

import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.AttemptObserver;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * The tracers of one attempt. They hear of messages when these are handed on, and of the
 * end once: an attempt that the server has answered ends with the call, after the
 * messages that wait to be read, any other at once.
 */
@AnyThread
final class TracedAttempt implements AttemptObserver {

	private static final int PREFIX = 5;

	private final ClientStreamTracer[] tracers;

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

	TracedAttempt(ClientStreamTracer[] tracers, SentSizes.Start sizes) {
		this.tracers = tracers;
		this.sizes = sizes;
		this.sent = sizes.first();
	}

	void created(Attributes transport, io.grpc.Metadata headers) {
		for (ClientStreamTracer tracer : this.tracers) {
			tracer.streamCreated(transport, headers);
		}
		for (ClientStreamTracer tracer : this.tracers) {
			tracer.outboundHeaders();
		}
	}

	@Override
	public void messageSent(int framedBytes) {
		int wireBytes = framedBytes - PREFIX; // grpc-java does not count it
		SentSizes before = this.sent;
		SentSizes now = (before != null) ? before.next() : null;
		this.sent = now;
		long bytes = (now != null) ? now.bytes() : -1;
		int number = this.sentMessages++;
		for (ClientStreamTracer tracer : this.tracers) {
			tracer.outboundMessage(number);
			tracer.outboundMessageSent(number, wireBytes, bytes);
			tracer.outboundWireSize(wireBytes);
			if (bytes >= 0) {
				tracer.outboundUncompressedSize(bytes);
			}
		}
	}

	@Override
	public void headersReceived(Metadata headers) {
		this.answered = true;
		this.sizes.forget();
		io.grpc.Metadata received = Translation.metadata(headers);
		for (ClientStreamTracer tracer : this.tracers) {
			tracer.inboundHeaders(received);
		}
	}

	void received(int wireBytes, int bytes) {
		int number = this.receivedMessages++;
		for (ClientStreamTracer tracer : this.tracers) {
			tracer.inboundMessage(number);
			tracer.inboundMessageRead(number, wireBytes, bytes);
			tracer.inboundWireSize(wireBytes);
			tracer.inboundUncompressedSize(bytes);
		}
	}

	@Override
	public void ended(CallOutcome outcome) {
		if (!this.answered) {
			boolean ofServer = outcome.origin() == CallOutcome.Origin.SERVER;
			close(Translation.status(outcome.status()), ofServer ? Translation.metadata(outcome.trailers()) : null);
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
		for (ClientStreamTracer tracer : this.tracers) {
			if (trailers != null) {
				tracer.inboundTrailers(trailers);
			}
			tracer.streamClosed(status);
		}
	}

}
