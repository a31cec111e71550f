package io.clientconn.stub;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;

import org.jspecify.annotations.Nullable;

/**
 * The call with many requests and one response, driven by one thread. It never sends on
 * its own, and while one of its methods runs it does not count as lost.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
final class UploadCall<Q, R> implements ClientStreamingCall<Q, R> {

	private final BlockingStream<Q, R> stream;

	private final ResponseInbox<R> inbox;

	private @Nullable R response;

	private final UnclosedStreams.Watch watch;

	UploadCall(BlockingStream<Q, R> stream) {
		this.stream = stream;
		this.inbox = stream.inbox();
		this.watch = UnclosedStreams.watch(this, stream);
	}

	@Override
	public boolean write(Q message) {
		return write(message, 0, WaitingPlace.FOREVER) == WriteResult.SENT;
	}

	@Override
	public boolean writeUncompressed(Q message) {
		return write(message, ClientStream.UNCOMPRESSED, WaitingPlace.FOREVER) == WriteResult.SENT;
	}

	@Override
	public WriteResult tryWrite(Q message, Duration timeout) {
		return write(message, 0, TimeUnit.NANOSECONDS.convert(timeout));
	}

	private WriteResult write(Q message, int flags, long nanos) {
		try {
			return this.stream.write(message, flags, nanos);
		}
		finally {
			Reference.reachabilityFence(this);
		}
	}

	@Override
	public R finish() {
		if (this.response == null) {
			try {
				this.stream.halfClose();
				this.response = awaitSingleResponse();
			}
			finally {
				Reference.reachabilityFence(this);
			}
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
		this.watch.end();
	}

}
