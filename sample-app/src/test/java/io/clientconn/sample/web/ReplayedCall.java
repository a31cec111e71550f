package io.clientconn.sample.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A streaming call with a script: it answers given messages, once everything is written
 * if it takes requests, and then ends or fails.
 */
final class ReplayedCall<Q, R> implements BidiStreamingCall<Q, R> {

	private final Queue<R> answers;

	private final @Nullable StatusCode failure;

	private final CountDownLatch halfClosed;

	final List<Q> written = new CopyOnWriteArrayList<>();

	boolean closed;

	/** Runs at the start of each read. */
	Runnable beforeRead = () -> {
	};

	private ReplayedCall(List<R> answers, @Nullable StatusCode failure, int halfCloses) {
		this.answers = new ArrayDeque<>(answers);
		this.failure = failure;
		this.halfClosed = new CountDownLatch(halfCloses);
	}

	static <R> ReplayedCall<Void, R> answering(List<R> answers) {
		return new ReplayedCall<>(answers, null, 0);
	}

	static <R> ReplayedCall<Void, R> failing(List<R> answers, StatusCode failure) {
		return new ReplayedCall<>(answers, failure, 0);
	}

	static <Q, R> ReplayedCall<Q, R> answeringWhenAllIsWritten(List<R> answers) {
		return new ReplayedCall<>(answers, null, 1);
	}

	@Override
	public @Nullable R read() {
		this.beforeRead.run();
		await(this.halfClosed);
		R answer = this.answers.poll();
		if (answer == null && this.failure != null) {
			throw new StatusException(Status.of(this.failure, "as the script says"));
		}
		return answer;
	}

	@Override
	public Metadata headers() {
		return Metadata.EMPTY;
	}

	@Override
	public boolean write(Q message) {
		return this.written.add(message);
	}

	@Override
	public boolean writeUncompressed(Q message) {
		return write(message);
	}

	@Override
	public WriteResult tryWrite(Q message, Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void halfClose() {
		this.halfClosed.countDown();
	}

	@Override
	public void close() {
		this.closed = true;
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("nobody closed the sending side");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
