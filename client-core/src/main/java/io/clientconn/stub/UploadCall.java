package io.clientconn.stub;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.CallOutcome;

import org.jspecify.annotations.Nullable;

/**
 * The call with many requests and one response, driven by one thread. It never sends on
 * its own.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
final class UploadCall<Q, R> implements ClientStreamingCall<Q, R> {

	private final BlockingStream<Q, R> stream;

	private final ResponseInbox<R> inbox;

	private @Nullable R response;

	UploadCall(BlockingStream<Q, R> stream) {
		this.stream = stream;
		this.inbox = stream.inbox();
	}

	@Override
	public boolean write(Q message) {
		return this.stream.write(message, WaitingPlace.FOREVER) == WriteResult.SENT;
	}

	@Override
	public WriteResult tryWrite(Q message, Duration timeout) {
		return this.stream.write(message, TimeUnit.NANOSECONDS.convert(timeout));
	}

	@Override
	public R finish() {
		if (this.response == null) {
			this.stream.halfClose();
			this.response = awaitSingleResponse();
		}
		return this.response;
	}

	private R awaitSingleResponse() {
		this.stream.awaitResponse(this.inbox::isOver);
		CallOutcome end = this.inbox.outcome();
		if (end == null) {
			throw new IllegalStateException("woken although the call goes on: " + this.inbox);
		}
		SingleResponse<R> single = new SingleResponse<>();
		for (R message = this.inbox.poll(); message != null; message = this.inbox.poll()) {
			single.accept(message);
		}
		CallOutcome judged = single.judge(end);
		if (!judged.status().isOk()) {
			throw this.inbox.failure(judged);
		}
		return single.message();
	}

	@Override
	public void close() {
		this.stream.close();
	}

}
