package io.clientconn.stub;

import java.util.Objects;
import java.util.function.BooleanSupplier;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * A started streaming call as seen by threads that block on it: one writes, one reads,
 * any cancels. Its callbacks come on the callback executor and only fill the
 * {@link ResponseInbox}; the caller's threads do the rest. It never runs a callback.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
@AnyThread
final class BlockingStream<Q, R> {

	private final ResponseInbox<R> inbox;

	private final ClientStream<Q> stream;

	private volatile boolean halfClosed;

	private BlockingStream(ResponseInbox<R> inbox, ClientStream<Q> stream) {
		this.inbox = inbox;
		this.stream = stream;
	}

	static <Q, R> BlockingStream<Q, R> start(Channel channel, MethodDescriptor<Q, R> method, RpcOptions options) {
		ResponseInbox<R> inbox = new ResponseInbox<>(method.fullName());
		try {
			return new BlockingStream<>(inbox, channel.newStream(method, options, inbox));
		}
		catch (RuntimeException ex) {
			throw inbox.failure(Outcomes.brokenBy(ex));
		}
	}

	void sendSingle(Q request, int credit) {
		try {
			this.halfClosed = true;
			this.stream.request(credit);
			this.stream.send(request, ClientStream.LAST);
		}
		catch (RuntimeException ex) {
			this.stream.cancel("the request could not be sent", ex);
			throw this.inbox.failure(Outcomes.brokenBy(ex));
		}
		catch (Error ex) {
			this.stream.cancel("the request could not be sent", ex);
			throw ex;
		}
	}

	ResponseInbox<R> inbox() {
		return this.inbox;
	}

	void request(int count) {
		try {
			this.stream.request(count);
		}
		catch (RuntimeException | Error ex) {
			throw broken(ex);
		}
	}

	/**
	 * Sends a message once the connection can take it.
	 */
	WriteResult write(Q message, int flags, long nanos) {
		Objects.requireNonNull(message, "message");
		if (this.halfClosed) {
			throw new IllegalStateException("the sending side of the call is closed");
		}
		try {
			if (!this.inbox.awaitWritable(() -> this.inbox.isOver() || this.stream.isReady(), nanos)) {
				return WriteResult.NOT_READY;
			}
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
		CallOutcome end = this.inbox.outcome();
		if (end == null) {
			send(message, flags);
			return WriteResult.SENT;
		}
		if (end.status().isOk()) {
			return WriteResult.CALL_OVER;
		}
		throw this.inbox.failure(end);
	}

	private void send(Q message, int flags) {
		try {
			this.stream.send(message, flags);
		}
		catch (RuntimeException | Error ex) {
			throw broken(ex);
		}
	}

	void halfClose() {
		if (!this.halfClosed) {
			this.halfClosed = true;
			this.stream.halfClose();
		}
	}

	/**
	 * Waits in the reading direction.
	 */
	void awaitResponse(BooleanSupplier condition) {
		try {
			this.inbox.awaitResponse(condition);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	void close() {
		cancel(Outcomes.cancelled("the caller closed the call", null));
	}

	/**
	 * Ends a call of which nobody can hear any more.
	 */
	void lose(Throwable opening) {
		cancel(Outcomes.cancelled("the caller lost the call without closing it", opening));
	}

	/**
	 * Ends a call whose stream threw. Errors are thrown on as they are.
	 */
	private StatusException broken(Throwable thrown) {
		CallOutcome end = Outcomes.brokenBy(thrown);
		cancel(end);
		if (thrown instanceof Error error) {
			throw error;
		}
		return this.inbox.failure(end);
	}

	private StatusException interrupted(InterruptedException ex) {
		CallOutcome end = Outcomes.cancelled(Outcomes.INTERRUPTED, ex);
		cancel(end);
		Thread.currentThread().interrupt();
		return this.inbox.failure(end);
	}

	private void cancel(CallOutcome end) {
		this.inbox.abandon(end);
		@Nullable String reason = end.status().description();
		this.stream.cancel((reason != null) ? reason : end.status().code().name(), end.status().cause());
	}

}
