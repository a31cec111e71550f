package io.clientconn.grpcjava;

import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.RpcOptions;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call of grpc-java on one of our streams. It keeps the rules of {@link ClientCall}
 * that our streams do not know: what may follow what, the {@link Context}, credentials,
 * and the words of statuses that the libraries around grpc-java rely on.
 * <p>
 * As {@link ClientCall} demands, one thread at a time calls it, but for {@link #request}
 * and {@link #cancel}. What else crosses threads stands beside the fields.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
@AnyThread
final class BridgeCall<Q, R> extends ClientCall<Q, R> implements Context.CancellationListener {

	private static final Logger LOG = LoggerFactory.getLogger(BridgeCall.class);

	private final BridgeChannel channel;

	private final MethodDescriptor<Q, R> method;

	private final CallOptions callOptions;

	private final Context context = Context.current();

	/** Null before the start; read by whoever cancels or asks for messages. */
	private volatile @Nullable ClientStream<OutboundMessage> stream;

	/** Any thread may cancel. */
	private volatile boolean cancelCalled;

	private boolean halfCloseCalled;

	private int sendFlags;

	private @Nullable CallTracing tracing;

	/** Set when the call starts. */
	private CallTime time = CallTime.UNLIMITED;

	/** Why this side ended the call, in the words of grpc-java; the first one stands. */
	private final AtomicReference<@Nullable Status> ended = new AtomicReference<>();

	/** Set if the call ends without a stream; then that status is the outcome. */
	private volatile boolean refused;

	/** Written by callbacks. */
	private volatile Attributes attributes = Attributes.EMPTY;

	/** Written by the last callback. */
	private volatile boolean closed;

	BridgeCall(BridgeChannel channel, MethodDescriptor<Q, R> method, CallOptions callOptions) {
		this.channel = channel;
		this.method = Objects.requireNonNull(method, "method");
		this.callOptions = Objects.requireNonNull(callOptions, "callOptions");
	}

	@Override
	public void start(Listener<R> responseListener, Metadata headers) {
		check(this.stream == null, "Already started");
		check(!this.cancelCalled, "call was cancelled");
		Objects.requireNonNull(responseListener, "observer");
		Objects.requireNonNull(headers, "headers");
		this.time = CallTime.of(this.callOptions.getDeadline(), this.context.getDeadline());
		Status refusal = refusal();
		RpcOptions options = CallTranslation.options(this.callOptions, this.time);
		ResponseRelay<R> relay = new ResponseRelay<>(this, responseListener);
		this.stream = NoStream.INSTANCE; // a callback may be quicker than this method
		if (refusal != null) {
			this.stream = refused(refusal, options, relay);
			return;
		}
		if (!this.callOptions.getStreamTracerFactories().isEmpty()) {
			this.tracing = new CallTracing(this.callOptions, this.context);
		}
		open(options, headers, relay);
		listenToContext();
	}

	/**
	 * Why the call cannot even begin.
	 */
	private @Nullable Status refusal() {
		if (this.context.isCancelled()) {
			return Contexts.statusFromCancelled(this.context);
		}
		String compressor = this.callOptions.getCompressor();
		if (compressor != null && !this.channel.canCompress(compressor)) {
			return Status.INTERNAL.withDescription("Unable to find compressor by name " + compressor);
		}
		if (this.time.isOverAtStart()) {
			return this.time.exceededAtStart();
		}
		return this.channel.admit(this) ? null : this.channel.shutdownStatus();
	}

	/**
	 * A call that ends before it begins still tells that where callbacks run; a time of
	 * zero keeps it off every connection.
	 */
	private ClientStream<OutboundMessage> refused(Status reason, RpcOptions options, ResponseRelay<R> relay) {
		this.refused = true;
		this.ended.set(reason);
		return this.channel.open(this.method, options.timeout(Duration.ZERO), relay);
	}

	/**
	 * Calls with one request make no sound before it is sent, so they do without a stream
	 * in between.
	 */
	private void open(RpcOptions options, Metadata headers, ResponseRelay<R> relay) {
		CallCredentialsRunner credentials = CallCredentialsRunner.of(this.channel, this.method, this.callOptions);
		if (credentials == null && this.method.getType().clientSendsOneMessage()) {
			ClientStream<OutboundMessage> opened = this.channel.open(this.method, withHeaders(options, headers), relay);
			this.stream = opened;
			if (this.ended.get() != null) {
				end(opened);
			}
			return;
		}
		WaitingStream waiting = new WaitingStream();
		this.stream = waiting;
		if (credentials == null) {
			waiting.open(() -> this.channel.open(this.method, withHeaders(options, headers), relay));
			return;
		}
		waiting.onCancel(() -> waiting
			.open(() -> refused(Objects.requireNonNull(this.ended.get(), "set before"), options, relay)));
		credentials.run(this.context, this.time, (more, failure) -> waiting.open(() -> {
			Status end = (failure != null) ? failure : this.ended.get();
			if (end != null) {
				return refused(end, options, relay);
			}
			headers.merge(more);
			return this.channel.open(this.method, withHeaders(this.time.limit(options), headers), relay);
		}));
	}

	private RpcOptions withHeaders(RpcOptions options, Metadata headers) {
		CallTracing tracers = this.tracing;
		if (tracers != null) {
			tracers.start(headers);
			return options.observer(tracers);
		}
		io.clientconn.rpc.Metadata own = Translation.metadata(headers);
		return own.isEmpty() ? options : options.headers(own);
	}

	private void listenToContext() {
		this.context.addListener(this, Runnable::run);
		if (this.closed || this.ended.get() != null) {
			this.context.removeListener(this);
		}
	}

	@Override
	public void request(int count) {
		ClientStream<OutboundMessage> to = started();
		if (count < 0) {
			throw new IllegalArgumentException("Number requested must be non-negative");
		}
		if (count > 0) {
			to.request(count);
		}
	}

	@Override
	public void sendMessage(Q message) {
		ClientStream<OutboundMessage> to = started();
		check(!this.cancelCalled, "call was cancelled");
		check(!this.halfCloseCalled, "call was half-closed");
		InputStream bytes;
		try {
			bytes = this.method.streamRequest(message);
		}
		catch (RuntimeException ex) {
			failedToSend(ex);
			end(to);
			return;
		}
		catch (Error ex) {
			this.ended.compareAndSet(null,
					Status.CANCELLED.withDescription("Client sendMessage() failed with Error").withCause(ex));
			end(to);
			throw ex;
		}
		Integer limit = this.callOptions.getMaxOutboundMessageSize();
		to.send(new OutboundMessage(bytes, (limit != null) ? limit : Integer.MAX_VALUE, this), this.sendFlags);
	}

	/**
	 * A message could not be encoded; our runtime ends the call after that.
	 */
	void failedToSend(Throwable cause) {
		this.ended.compareAndSet(null, Status.CANCELLED.withDescription("Failed to stream message").withCause(cause));
	}

	/**
	 * A message was encoded and goes out next.
	 * @param bytes its size before compression
	 */
	void encoded(long bytes) {
		CallTracing tracers = this.tracing;
		if (tracers != null) {
			tracers.encoded(bytes);
		}
	}

	@Override
	public void halfClose() {
		ClientStream<OutboundMessage> to = started();
		check(!this.cancelCalled, "call was cancelled");
		check(!this.halfCloseCalled, "call already half-closed");
		this.halfCloseCalled = true;
		to.halfClose();
	}

	@Override
	public void cancel(@Nullable String message, @Nullable Throwable cause) {
		Throwable because = cause;
		if (message == null && cause == null) {
			because = new CancellationException("Cancelled without a message or cause");
			LOG.warn("Cancelling {} without a message or cause is suboptimal", this.method.getFullMethodName(),
					because);
		}
		if (this.cancelCalled) {
			return;
		}
		this.cancelCalled = true;
		ClientStream<OutboundMessage> to = this.stream;
		if (to != null) {
			end(to, Status.CANCELLED.withDescription((message != null) ? message : "Call cancelled without message")
				.withCause(because));
		}
	}

	/**
	 * The context of the call was cancelled.
	 */
	@Override
	public void cancelled(Context cancelled) {
		ClientStream<OutboundMessage> to = this.stream;
		if (to != null) {
			boolean timedOut = this.time.isOfContext() && cancelled.cancellationCause() instanceof TimeoutException;
			end(to, timedOut ? this.time.exceeded(null) : Contexts.statusFromCancelled(cancelled));
		}
	}

	/**
	 * Ends a call for a reason that is not its own: the channel's, or that of a listener
	 * that threw.
	 */
	void abort(Status reason) {
		this.ended.compareAndSet(null, reason);
		ClientStream<OutboundMessage> to = this.stream;
		if (to != null) {
			end(to);
		}
	}

	private void end(ClientStream<OutboundMessage> to, Status reason) {
		this.ended.compareAndSet(null, reason);
		end(to);
	}

	private void end(ClientStream<OutboundMessage> to) {
		Status reason = Objects.requireNonNull(this.ended.get(), "set before");
		to.cancel(Objects.requireNonNullElse(reason.getDescription(), reason.getCode().name()), reason.getCause());
		leave(); // a listener whose executor is not drained any more never hears the end
	}

	@Override
	public boolean isReady() {
		return !this.halfCloseCalled && started().isReady();
	}

	@Override
	public void setMessageCompression(boolean enabled) {
		started();
		this.sendFlags = enabled ? 0 : ClientStream.UNCOMPRESSED;
	}

	@Override
	public Attributes getAttributes() {
		return this.attributes;
	}

	private ClientStream<OutboundMessage> started() {
		ClientStream<OutboundMessage> to = this.stream;
		if (to == null) {
			throw new IllegalStateException("Not started");
		}
		return to;
	}

	private static void check(boolean condition, String otherwise) {
		if (!condition) {
			throw new IllegalStateException(otherwise);
		}
	}

	// From callbacks

	Context context() {
		return this.context;
	}

	MethodDescriptor<Q, R> method() {
		return this.method;
	}

	@Nullable CallTracing tracing() {
		return this.tracing;
	}

	void connected(Attributes attributes) {
		this.attributes = attributes;
	}

	/**
	 * The words in which grpc-java would tell an outcome.
	 */
	Status told(CallOutcome outcome) {
		Status own = this.ended.get();
		if (this.refused && own != null) {
			return own;
		}
		Status status = Translation.status(outcome.status());
		if (outcome.origin() == CallOutcome.Origin.LOCAL) {
			if (own != null && status.getCode() != Status.Code.DEADLINE_EXCEEDED) {
				status = own;
			}
			else if (status.getCode() == Status.Code.DEADLINE_EXCEEDED && this.time.isLimited()) {
				return this.time.exceeded(status.getDescription());
			}
			else if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
				return Texts.exhausted(status);
			}
			else if (status.getCode() == Status.Code.CANCELLED && this.channel.isShutdown()) {
				return this.channel.shutdownStatus();
			}
		}
		if (status.getCode() == Status.Code.CANCELLED && this.time.isOver()) {
			return this.time.exceeded(status.getDescription());
		}
		return status;
	}

	/**
	 * The listener heard the end.
	 */
	void closed() {
		this.closed = true;
		leave();
	}

	private void leave() {
		this.context.removeListener(this);
		this.channel.left(this);
	}

	@Override
	public String toString() {
		return "BridgeCall[" + this.method.getFullMethodName() + "]";
	}

}
