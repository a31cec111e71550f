package io.clientconn.test;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.concurrent.Serializer;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Deadline;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call between a client and a handler in the same process; both hold it by their own
 * end.
 * <p>
 * Its books belong to a serializer that never runs user code: what is to be told goes
 * into the mailbox of the side concerned, and the mailboxes are delivered by whoever has
 * just been in the books. So neither side can hold up the other's cancellation.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
@AnyThread
final class InMemoryCall<Q, R> implements ClientStream<Q> {

	private static final Logger LOG = LoggerFactory.getLogger(InMemoryCall.class);

	private static final PeerInfo PEER = new PeerInfo(InetSocketAddress.createUnresolved("in-memory", 1),
			InetSocketAddress.createUnresolved("in-memory", 2), null);

	private final MethodDescriptor<Q, R> method;

	private final RpcOptions options;

	private final ResponseListener<R> listener;

	private final CallHandler<Q, R> handler;

	private final Serializer books = new Serializer(Runnable::run, (bug) -> LOG.warn("A bug in {}", this, bug));

	private final Mailbox toService;

	private final Mailbox toClient;

	private final Direction<Q> requests = new Direction<>();

	private final Direction<R> responses = new Direction<>();

	/** The service's listener; set and used by its mailbox. */
	private RequestListener<Q> service = Handlers.deaf();

	/** The sending thread's own, as is the next one. */
	private boolean sendingClosed;

	private boolean sentAny;

	/** In the books, as are the next five. */
	private boolean begun;

	private boolean halfCloseTold;

	private boolean headersTold;

	private boolean endTold;

	private @Nullable CallOutcome answer;

	private Scheduler.@Nullable Timer deadline;

	/** Written in the books: what waits for the client does not count any more. */
	private volatile boolean dropped;

	/** Written in the books: neither side can do anything more. */
	private volatile boolean over;

	InMemoryCall(MethodDescriptor<Q, R> method, RpcOptions options, ResponseListener<R> listener,
			CallHandler<Q, R> handler) {
		this(method, options, listener, handler, Runnable::run);
	}

	/**
	 * A call whose service runs on an executor.
	 */
	InMemoryCall(MethodDescriptor<Q, R> method, RpcOptions options, ResponseListener<R> listener,
			CallHandler<Q, R> handler, Executor serviceExecutor) {
		this.method = method;
		this.options = options;
		this.listener = listener;
		this.handler = handler;
		this.toService = new Mailbox(serviceExecutor);
		this.toClient = new Mailbox((options.executor() != null) ? options.executor() : Runnable::run);
	}

	/**
	 * Starts the clock, and the service too unless the call goes out with its only
	 * message.
	 */
	void begin(Scheduler scheduler) {
		Deadline asked = this.options.deadline();
		long left = (asked != null) ? asked.remainingNanos(scheduler) : Long.MAX_VALUE;
		enter(() -> {
			if (left <= 0) {
				finish(expired(left));
				return;
			}
			if (asked != null) {
				this.deadline = scheduler.schedule(() -> enter(() -> finish(expired(left))), left);
			}
			if (!this.method.kind().singleRequest()) {
				beginService();
				this.toClient.add(() -> guarded(this.listener::onReady));
			}
		});
	}

	private static Status expired(long nanos) {
		return Status.of(StatusCode.DEADLINE_EXCEEDED,
				"deadline of " + Duration.ofNanos(Math.max(0, nanos)) + " exceeded while waiting for the fake service");
	}

	private void enter(Runnable task) {
		this.books.execute(task);
		this.toService.deliver();
		this.toClient.deliver();
	}

	// The client's end

	@Override
	public void send(Q message, int flags) {
		Objects.requireNonNull(message, "message");
		if (this.over) {
			return;
		}
		if (this.sendingClosed || (this.sentAny && this.method.kind().singleRequest())) {
			throw new IllegalStateException("send() after the sending side of " + this.method + " was closed");
		}
		this.sentAny = true;
		boolean last = (flags & LAST) != 0;
		this.sendingClosed = last;
		enter(() -> {
			beginService();
			this.requests.add(message);
			if (last) {
				this.requests.end();
			}
			tellRequests(false);
		});
	}

	@Override
	public void halfClose() {
		this.sendingClosed = true;
		enter(() -> {
			beginService();
			this.requests.end();
			tellRequests(false);
		});
	}

	@Override
	public void request(int count) {
		checkCount(count);
		enter(() -> {
			boolean wasFull = this.responses.isFull();
			this.responses.credit(count);
			tellResponses(wasFull);
		});
	}

	@Override
	public void cancel(String reason, @Nullable Throwable cause) {
		enter(() -> finish(Status.of(StatusCode.CANCELLED, reason).withCause(cause)));
	}

	@Override
	public boolean isReady() {
		return !this.over && !this.sendingClosed && !this.requests.isFull();
	}

	private static void checkCount(int count) {
		if (count < 1) {
			throw new IllegalArgumentException("request(" + count + "): at least one message must be asked for");
		}
	}

	private void guarded(Runnable callback) {
		try {
			callback.run();
		}
		catch (Throwable ex) {
			cancel("the listener of the call failed: " + ex, ex);
		}
	}

	// In the books

	private void beginService() {
		if (!this.begun && !this.over) {
			this.begun = true;
			this.toService.add(() -> this.service = this.handler.start(new ServiceEnd()));
		}
	}

	private void tellRequests(boolean wasFull) {
		for (Q message = this.requests.next(); message != null; message = this.requests.next()) {
			Q next = message;
			this.toService.add(() -> this.service.onMessage(next));
		}
		if (this.requests.isOver() && !this.halfCloseTold && !this.over) {
			this.halfCloseTold = true;
			this.toService.add(() -> this.service.onHalfClose());
		}
		if (wasFull && isReady() && !this.method.kind().singleRequest()) {
			this.toClient.add(() -> guarded(this.listener::onReady));
		}
	}

	private void tellResponses(boolean wasFull) {
		for (R message = this.responses.next(); message != null; message = this.responses.next()) {
			R next = message;
			this.toClient.add(() -> {
				if (!this.dropped) {
					guarded(() -> this.listener.onMessage(next));
				}
			});
		}
		CallOutcome end = this.answer;
		if (end != null && this.responses.isOver()) {
			tellEnd(end);
		}
		if (wasFull && !this.responses.isFull() && !this.over) {
			this.toService.add(() -> this.service.onReady());
		}
	}

	private void tellHeaders(Metadata headers) {
		if (!this.headersTold && !this.over) {
			this.headersTold = true;
			this.toClient.add(() -> guarded(() -> this.listener.onHeaders(headers, PEER)));
		}
	}

	private void tellEnd(CallOutcome end) {
		if (!this.endTold) {
			this.endTold = true;
			this.toClient.add(() -> {
				try {
					this.listener.onClose(end);
				}
				catch (Throwable ex) {
					LOG.warn("onClose of {} failed", this, ex);
				}
			});
		}
	}

	/**
	 * Neither side sends any more.
	 */
	private void stop() {
		this.over = true;
		this.requests.drop();
		if (this.deadline != null) {
			this.deadline.cancel();
		}
	}

	/**
	 * Ends the call on the client's behalf, unless it has ended. Overtakes responses that
	 * wait.
	 */
	private void finish(Status status) {
		if (this.endTold) {
			return;
		}
		boolean answered = this.answer != null;
		stop();
		this.dropped = true;
		this.responses.drop();
		tellEnd(outcome(status, Metadata.EMPTY, CallOutcome.Origin.LOCAL));
		if (this.begun && !answered) {
			this.toService.add(() -> this.service.onCancel());
		}
	}

	private static CallOutcome outcome(Status status, Metadata trailers, CallOutcome.Origin origin) {
		return new CallOutcome(status, trailers, PEER, origin, CallOutcome.NO_HTTP2_ERROR, List.of());
	}

	@Override
	public String toString() {
		return "InMemoryCall[" + this.method + (this.over ? ", over]" : "]");
	}

	/**
	 * The service's end of the call.
	 */
	private final class ServiceEnd implements ServedCall<R> {

		private final InMemoryCall<Q, R> call = InMemoryCall.this;

		@Override
		public Metadata headers() {
			return this.call.options.headers();
		}

		@Override
		public void request(int count) {
			checkCount(count);
			this.call.enter(() -> {
				boolean wasFull = this.call.requests.isFull();
				this.call.requests.credit(count);
				this.call.tellRequests(wasFull);
			});
		}

		@Override
		public void sendHeaders(Metadata headers) {
			this.call.enter(() -> this.call.tellHeaders(headers));
		}

		@Override
		public void send(R message) {
			Objects.requireNonNull(message, () -> "the fake service answered " + this.call.method + " with null");
			this.call.enter(() -> {
				if (!this.call.over) {
					this.call.tellHeaders(Metadata.EMPTY);
					this.call.responses.add(message);
					this.call.tellResponses(false);
				}
			});
		}

		@Override
		public boolean isReady() {
			return !this.call.over && !this.call.responses.isFull();
		}

		@Override
		public void close(Status status, Metadata trailers) {
			this.call.enter(() -> {
				if (!this.call.over) {
					this.call.answer = outcome(status, trailers, CallOutcome.Origin.SERVER);
					this.call.stop();
					this.call.responses.end();
					this.call.tellResponses(false);
				}
			});
		}

		@Override
		public String toString() {
			return this.call.toString();
		}

	}

}
