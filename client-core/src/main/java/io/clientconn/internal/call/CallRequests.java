package io.clientconn.internal.call;

import java.util.Objects;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportStream;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * The requests of one call on their way out: sent on the stream of the day, and kept as
 * long as another stream may need them.
 * <p>
 * Belongs to the call serializer. It never encodes and never decides where a call goes;
 * what it is handed it sends, keeps or releases.
 */
final class CallRequests extends ReplayBuffer {

	private final boolean single;

	private boolean committed;

	/**
	 * No requests yet.
	 * @param single whether the method takes one request
	 * @param replayLimit how many bytes of a stream of requests are kept
	 */
	CallRequests(boolean single, int replayLimit) {
		super(replayLimit);
		this.single = single;
	}

	/**
	 * Takes a framed message; its reference is handed over.
	 * @param stream where to send it, or null if there is no stream yet
	 */
	void add(ByteBuf framed, boolean last, @Nullable TransportStream stream) {
		if (!this.committed) {
			add((stream != null) ? framed.retain() : framed);
		}
		if (stream != null) {
			stream.send(framed, last);
			commitIfTooMuch();
		}
		if (last) {
			end();
		}
	}

	/**
	 * No request follows.
	 * @param stream where to say so, or null if there is no stream yet
	 */
	void end(@Nullable TransportStream stream) {
		end();
		if (stream != null) {
			stream.halfClose();
		}
	}

	/**
	 * Starts a stream with everything there is so far.
	 */
	void open(ClientTransport transport, OpenRequest request, Attempt attempt) {
		ByteBuf whole = this.single ? wholeCall() : null;
		ObservedAttempt observed = attempt.observed();
		if (observed != null && whole != null) {
			observed.messageSent(whole.readableBytes());
		}
		TransportStream opened;
		try {
			opened = Objects.requireNonNull(transport.open(request, whole, attempt), "the transport gave no stream");
		}
		catch (Throwable ex) {
			if (whole != null) {
				whole.release();
			}
			Status failed = Status.internal("the transport failed to open a stream: " + ex).withCause(ex);
			attempt.neverOpened(failed);
			if (observed != null) {
				observed.ended(
						StreamOutcome.transport(failed, StreamOutcome.Progress.NOT_SENT, CallOutcome.NO_HTTP2_ERROR));
			}
			throw ex;
		}
		TransportStream stream = attempt.opened(opened);
		if (whole == null) {
			replay(stream);
			commitIfTooMuch();
		}
	}

	/**
	 * The call stays where it is: nothing has to be kept any more.
	 */
	void commit() {
		this.committed = true;
		release();
	}

	boolean isCommitted() {
		return this.committed;
	}

	/**
	 * Whether another attempt that counts could send everything: a single request that is
	 * larger than what is kept goes elsewhere only if nobody has worked on it.
	 */
	boolean areKept() {
		return !this.committed && !isOverLimit();
	}

	private void commitIfTooMuch() {
		if (!this.single && isOverLimit()) {
			commit();
		}
	}

}
