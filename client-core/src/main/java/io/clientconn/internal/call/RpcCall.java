package io.clientconn.internal.call;

import java.util.List;
import java.util.concurrent.Executor;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportStream;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * One call from its options to its outcome: owns the deadline, the attempts and the
 * messages that may have to be sent again.
 * <p>
 * Its state belongs to its own {@link CallSerializer}: user, picker, event loop and timer
 * go in one at a time. Encoding happens before going in and decoding after coming out, so
 * user code never runs inside, unless the call asked for direct execution.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
@AnyThread
final class RpcCall<Q, R> extends ConfiguredCall<Q, R> {

	private final ResponseDelivery<R> delivery;

	private final CallRequests requests;

	/** Belongs to the inside; there once an attempt failed that may be made again. */
	private @Nullable RetryState retry;

	/** Written inside; null before the first pick and after the end. */
	private volatile @Nullable Attempt current;

	/** Written inside. */
	private volatile boolean over;

	/** Who sent headers; belongs to the inside. */
	private @Nullable PeerInfo answeredBy;

	/** Whether this side ended the call; belongs to the inside. */
	private boolean endedHere;

	RpcCall(CallEnvironment environment, MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		super(environment, method, options);
		this.requests = new CallRequests(method.kind().singleRequest(), environment.defaults().replayLimit());
		this.delivery = new ResponseDelivery<>(this, listener);
		// Until its listener hears the end, see told().
		environment.routes().calls().began();
	}

	/**
	 * Starts the clock, and the call too unless it goes out with its only message.
	 */
	void begin() {
		long timeout = CallSettings.timeoutNanos(this.environment.defaults(), this.method, this.options, scheduler());
		Attempt first = null;
		enter(); // nobody else knows this call yet
		try {
			limitTo(timeout);
			if (!this.method.kind().singleRequest()) {
				first = nextAttempt(null);
			}
		}
		finally {
			leave();
		}
		if (first != null) {
			first.pick(true);
		}
	}

	// What the user's end brings

	/** Takes a framed message; its reference is handed over. */
	void send(ByteBuf framed, boolean last) {
		if (!enter()) {
			post(() -> pickFor(queue(framed, last)));
			return;
		}
		Attempt first = null;
		try {
			first = queue(framed, last);
		}
		catch (Throwable ex) {
			failed(ex);
		}
		finally {
			leave();
		}
		if (first != null) {
			first.pick(true);
		}
	}

	void halfClose() {
		post(() -> pickFor(endSending()));
	}

	boolean isReady() {
		TransportStream stream = openStream();
		return stream != null && stream.isReady();
	}

	/**
	 * Ends the call with a status of this side.
	 */
	@Override
	void fail(Status status) {
		post(() -> finishLocally(status));
	}

	// Inside the call serializer

	private @Nullable Attempt nextAttempt(@Nullable ClientTransport avoid) {
		if (this.over) {
			return null;
		}
		Attempt attempt = Attempt.of(this, avoid);
		this.current = attempt;
		return attempt;
	}

	private static void pickFor(@Nullable Attempt attempt) {
		if (attempt != null) {
			attempt.pick(false);
		}
	}

	/**
	 * Takes a message.
	 * @return the attempt to start with it, if the call waited for its only message
	 */
	private @Nullable Attempt queue(ByteBuf framed, boolean last) {
		if (this.over) {
			framed.release();
			return null;
		}
		this.requests.add(framed, last, openStream());
		return (last && this.current == null) ? nextAttempt(null) : null;
	}

	private @Nullable Attempt endSending() {
		if (this.over) {
			return null;
		}
		this.requests.end(openStream());
		return (this.current == null) ? nextAttempt(null) : null;
	}

	private @Nullable TransportStream openStream() {
		Attempt attempt = this.current;
		return (attempt != null) ? attempt.stream() : null;
	}

	void open(Attempt attempt, ClientTransport transport) {
		if (!isCurrent(attempt)) {
			attempt.neverOpened(CallTexts.NEVER_STARTED);
			return;
		}
		if (!hasDeadline()) {
			this.environment.reminder().noTimeout(this.method);
		}
		CallEnvironment.Defaults defaults = this.environment.defaults();
		OpenRequest request = new OpenRequest(this.method.path(), this.options.authority(),
				attempt.requestHeaders(this.retry), deadlineNanos(), hasDeadline(), maxInboundSize(),
				CallSettings.compression(defaults, this.options),
				CallSettings.acceptEncoding(this.environment.messages().encodings(), this.options),
				CallSettings.contentSubtype(defaults, this.options), this.options.readyThreshold());
		this.requests.open(transport, request, attempt);
	}

	void deliverHeaders(Attempt attempt, Metadata headers) {
		if (!isCurrent(attempt)) {
			return;
		}
		this.requests.commit();
		PeerInfo peer = attempt.peer();
		if (peer != null) {
			this.answeredBy = peer;
			this.delivery.headers(headers, peer);
		}
	}

	void deliverMessage(Attempt attempt, ByteBuf message) {
		deliver(attempt, message, null);
	}

	void deliverCompressed(Attempt attempt, ByteBuf message) {
		deliver(attempt, message, attempt.decompressor());
	}

	private void deliver(Attempt attempt, ByteBuf message, @Nullable Decompressor decompressor) {
		if (!isCurrent(attempt)) {
			message.release();
		}
		else if (this.method.kind().singleResponse() && this.delivery.hadMessage()) {
			message.release();
			finishLocally(Status.internal("cardinality violation: the server sent a second message for " + this.method
					+ ", which answers with one"));
		}
		else {
			this.delivery.message(message, decompressor);
		}
	}

	void ended(Attempt attempt, StreamOutcome outcome) {
		if (!isCurrent(attempt)) {
			return;
		}
		StreamOutcome.Progress progress = outcome.progress();
		if (progress != StreamOutcome.Progress.PROCESSED && !this.requests.isCommitted()
				&& retry().mayGoElsewhere(attempt.peer(), outcome)) {
			boolean untouched = progress == StreamOutcome.Progress.NOT_SENT;
			pickFor(nextAttempt(untouched ? attempt.transport() : null));
			return;
		}
		Status status = again(attempt, outcome.status(), outcome.trailers());
		if (status == null) {
			return;
		}
		CallOutcome.Origin origin = outcome.origin();
		if (status.isOk() && this.method.kind().singleResponse() && !this.delivery.hadMessage()) {
			status = Status.internal("cardinality violation: " + this.method + " ended with OK but no message");
			origin = CallOutcome.Origin.LOCAL;
		}
		Status told = CallTexts.onChannel(this.environment.label(), attempt.peer(), status, origin);
		finish(new CallOutcome(told, outcome.trailers(), attempt.peer(), origin, outcome.http2Error(),
				failedAttempts()), false);
	}

	/**
	 * There is no connection for an attempt, or nothing to say who is calling.
	 */
	void unreachable(Attempt attempt, Status status) {
		Status told = isCurrent(attempt) ? again(attempt, status, Metadata.EMPTY) : null;
		if (told != null) {
			finishLocally(told);
		}
	}

	/**
	 * An attempt failed in a way that its policy may know.
	 * @return the status to end with, or null if another attempt stands in for it
	 */
	private @Nullable Status again(Attempt failed, Status status, Metadata trailers) {
		if (status.isOk() || !this.requests.areKept()) {
			return status;
		}
		RetryState state = retry();
		RetryDecision decision = state.failed(failed.peer(), status, trailers, retryPolicy(),
				this.environment.retries(), this.environment.routes());
		Attempt next = decision.isAgain() ? nextAttempt(null) : null;
		if (next == null) {
			return decision.told(status, state.previousAttempts() + 1);
		}
		next.pickAfter(decision.pauseNanos(), status);
		return null;
	}

	private RetryState retry() {
		RetryState state = this.retry;
		if (state == null) {
			state = new RetryState();
			this.retry = state;
		}
		return state;
	}

	private List<CallOutcome.FailedAttempt> failedAttempts() {
		return (this.retry != null) ? this.retry.failedAttempts() : List.of();
	}

	private void finishLocally(Status status) {
		if (this.endedHere) {
			return; // the first end of this side stands
		}
		this.endedHere = true;
		Attempt attempt = this.current;
		PeerInfo peer = (attempt != null) ? attempt.peer() : this.answeredBy;
		Status told = CallTexts.onChannel(this.environment.label(), peer, status, CallOutcome.Origin.LOCAL);
		CallOutcome outcome = new CallOutcome(told, Metadata.EMPTY, peer, CallOutcome.Origin.LOCAL,
				CallOutcome.NO_HTTP2_ERROR, failedAttempts());
		if (this.over) {
			// The status waits behind messages that nobody wants any more.
			this.delivery.close(outcome, true);
		}
		finish(outcome, true);
		if (attempt != null) {
			attempt.abandon(told);
		}
		this.delivery.flush();
	}

	private void finish(CallOutcome outcome, boolean dropMessages) {
		if (this.over) {
			return;
		}
		this.over = true;
		this.current = null;
		stopTimer();
		if (outcome.status().isOk()) {
			this.environment.retries().succeeded(this.environment.routes());
		}
		this.requests.release();
		this.delivery.tellEnd();
		this.delivery.close(outcome, dropMessages);
	}

	/** Only the end is left to tell, and the thread to tell it on is there. */
	void told() {
		this.environment.routes().calls().ended(scheduler().nanoTime());
	}

	@Override
	void expire() {
		if (this.over) {
			return; // the timer lost a race against the end of the call
		}
		Attempt attempt = this.current;
		long timeout = timeoutNanos();
		finishLocally((attempt != null) ? attempt.overdue(timeout)
				: CallTexts.deadlineExceeded(timeout, null, false, Status.OK));
	}

	void failAttempt(Attempt attempt, Status status) {
		if (isCurrent(attempt)) {
			finishLocally(status);
		}
	}

	@Override
	void limitRequests(int maxRequestBytes) {
		int largest = this.requests.largestMessage();
		if (largest > maxRequestBytes) {
			finishLocally(MessageFramer.tooLarge(largest, maxRequestBytes).status());
		}
	}

	@Override
	void broken(Throwable bug) {
		finishLocally(
				Status.internal("a bug in the client runtime, or in a transport given to it: " + bug).withCause(bug));
	}

	// From any thread

	@Override
	boolean isOver() {
		return this.over;
	}

	boolean isCurrent(Attempt attempt) {
		return this.current == attempt;
	}

	ResponseDelivery<R> delivery() {
		return this.delivery;
	}

	/** Where its callbacks run. */
	Executor callbackExecutor() {
		Executor own = this.options.executor();
		return (own != null) ? own : this.environment.callbackExecutor();
	}

	/**
	 * Gives credit for messages that the user took. Zero asks the connection to look
	 * again whether a message is awaited.
	 */
	void consumed(int bytes) {
		TransportStream stream = openStream();
		if (stream != null) {
			stream.consumed(bytes);
		}
	}

	@Override
	public String toString() {
		return "RpcCall[" + this.method + " on " + this.environment.label() + "]";
	}

}
