package io.clientconn.internal.call;

import java.util.List;

import io.clientconn.rpc.AttemptObserver;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportStream;

import io.netty.buffer.ByteBuf;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attempt that somebody looks on to: passes on what is sent and received, and keeps
 * what the observer throws away from the call. Immutable, and there for observed calls
 * only.
 */
final class ObservedAttempt {

	private static final Logger LOG = LoggerFactory.getLogger(ObservedAttempt.class);

	private final AttemptObserver observer;

	private final PeerInfo peer;

	ObservedAttempt(AttemptObserver observer, PeerInfo peer) {
		this.observer = observer;
		this.peer = peer;
	}

	/**
	 * The same stream, with the messages told that go through it.
	 */
	TransportStream around(TransportStream stream) {
		return new CountedStream(stream);
	}

	void messageSent(int wireBytes) {
		guarded(() -> this.observer.messageSent(wireBytes));
	}

	void headersReceived(Metadata headers) {
		guarded(() -> this.observer.headersReceived(headers));
	}

	void ended(StreamOutcome outcome) {
		guarded(() -> this.observer.ended(new CallOutcome(outcome.status(), outcome.trailers(), this.peer,
				outcome.origin(), outcome.http2Error(), List.of())));
	}

	private void guarded(Runnable event) {
		try {
			event.run();
		}
		catch (Throwable ex) {
			failed(this.observer, ex);
		}
	}

	static void failed(Object observer, Throwable ex) {
		LOG.warn("The observer {} of a call failed", observer, ex);
	}

	private final class CountedStream implements TransportStream {

		private final TransportStream stream;

		CountedStream(TransportStream stream) {
			this.stream = stream;
		}

		@Override
		public void send(ByteBuf message, boolean last) {
			messageSent(message.readableBytes());
			this.stream.send(message, last);
		}

		@Override
		public void halfClose() {
			this.stream.halfClose();
		}

		@Override
		public void consumed(int bytes) {
			this.stream.consumed(bytes);
		}

		@Override
		public void cancel(Status reason) {
			this.stream.cancel(reason);
		}

		@Override
		public boolean isReady() {
			return this.stream.isReady();
		}

	}

}
