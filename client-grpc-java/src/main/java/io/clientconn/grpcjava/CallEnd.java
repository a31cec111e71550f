package io.clientconn.grpcjava;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;

import io.grpc.Deadline;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * How a call ends: the time it has, why this side ended it, and the words in which
 * grpc-java would tell an outcome.
 * <p>
 * Any thread may end a call; the first reason stands.
 */
@AnyThread
final class CallEnd {

	private static final AtomicReferenceFieldUpdater<CallEnd, @Nullable Status> REASON = AtomicReferenceFieldUpdater
		.newUpdater(CallEnd.class, Status.class, "reason");

	private static final AtomicIntegerFieldUpdater<CallEnd> TOLD = AtomicIntegerFieldUpdater.newUpdater(CallEnd.class,
			"told");

	/** Set when the call starts. */
	private CallTime time = CallTime.UNLIMITED;

	/** By the clock of grpc-java, set when the call starts. */
	private long startedAt;

	/** In the words of grpc-java. */
	private volatile @Nullable Status reason;

	/** Whether the time was over when the call was; written before that. */
	private boolean overdue;

	/** Written by our runtime, as soon as the call is over for it. */
	private volatile boolean over;

	/** 1 if the listener hears the end. */
	@SuppressWarnings("UnusedVariable") // through TOLD
	private volatile int told;

	void start(CallTime limit) {
		this.time = limit;
		this.startedAt = Deadline.getSystemTicker().nanoTime();
	}

	CallTime time() {
		return this.time;
	}

	/**
	 * Sets why this side ends the call, unless it has a reason already.
	 */
	void because(Status status) {
		REASON.compareAndSet(this, null, status);
	}

	@Nullable Status reason() {
		return this.reason;
	}

	void over() {
		this.overdue = this.time.isOver();
		this.over = true;
	}

	/**
	 * Whether nothing more is sent.
	 */
	boolean isOver() {
		return this.over || this.reason != null;
	}

	/**
	 * Whether the caller is the one to tell the listener. An interceptor that throws may
	 * leave a stream behind that ends as well.
	 */
	boolean tell() {
		return TOLD.compareAndSet(this, 0, 1);
	}

	/**
	 * The words for an outcome.
	 */
	Status told(CallOutcome outcome, BridgeChannel channel) {
		Status status = Translation.status(outcome.status());
		Status own = this.reason;
		if (outcome.origin() == CallOutcome.Origin.LOCAL) {
			if (own != null && status.getCode() != Status.Code.DEADLINE_EXCEEDED) {
				status = own;
			}
			else if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
				return this.time.exceeded(status.getDescription(),
						Deadline.getSystemTicker().nanoTime() - this.startedAt);
			}
			else if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
				return Texts.exhausted(status);
			}
			else if (status.getCode() == Status.Code.CANCELLED && channel.isShutdown()) {
				return channel.shutdownStatus();
			}
		}
		boolean late = this.over ? this.overdue : this.time.isOver();
		return (status.getCode() == Status.Code.CANCELLED && late) ? this.time.exceeded(status.getDescription())
				: status;
	}

}
