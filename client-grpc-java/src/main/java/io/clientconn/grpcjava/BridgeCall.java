package io.clientconn.grpcjava;

import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;

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

	private final CallEnd end = new CallEnd();

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
		this.end.start(CallTime.of(this.callOptions.getDeadline(), this.context.getDeadline()));
		ResponseRelay<R> relay = new ResponseRelay<>(this, responseListener);
		this.stream = NoStream.INSTANCE; // whoever cancels from here on is heard at the
											// end
		try {
			Status refusal = refusal();
			if (refusal == null) {
				open(headers, relay);
			}
			else {
				refuse(refusal, relay);
			}
		}
		catch (StatusException ex) {
			refuse(Translation.status(ex.status()), relay);
		}
		catch (Throwable ex) {
			refuse(Status.INTERNAL.withDescription("The call could not be opened: " + ex.getMessage()).withCause(ex),
					relay);
		}
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
		if (this.end.time().isOverAtStart()) {
			return this.end.time().exceededAtStart();
		}
		return this.channel.admit(this) ? null : this.channel.shutdownStatus();
	}

	/**
	 * A call that ends before it begins needs nothing of our runtime but a thread.
	 */
	private void refuse(Status reason, ResponseRelay<R> relay) {
		endsWith(reason);
		Status first = Objects.requireNonNull(this.end.reason(), "set before");
		Runnable last = () -> relay.refused(first);
		try {
			executor().execute(last);
		}
		catch (Throwable ex) {
			LOG.warn("The executor of {} does not take its end, which is told all the same", this, ex);
			last.run();
		}
	}

	/**
	 * Calls with one request make no sound before it is sent, so they do without a gate.
	 */
	private void open(Metadata headers, ResponseRelay<R> relay) {
		RpcOptions options = withHeaders(CallTranslation.options(this.callOptions, this.end.time()), headers);
		BridgedCredentials credentials = BridgedCredentials.of(this, this.channel, this.callOptions);
		if (credentials != null) {
			options = options.credentials(credentials);
		}
		StartGate gate = null;
		if (!this.method.getType().clientSendsOneMessage()) {
			gate = new StartGate(executor());
			options = options.executor(gate);
		}
		ClientStream<OutboundMessage> opened = this.channel.open(this.method, options, relay);
		this.stream = opened;
		listenToContext();
		if (this.end.reason() != null) {
			end(opened);
		}
		if (gate != null) {
			gate.open((ex) -> abort(
					Status.RESOURCE_EXHAUSTED.withDescription("the executor of the call rejected its callbacks")
						.withCause(ex)));
		}
	}

	private Executor executor() {
		Executor own = this.callOptions.getExecutor();
		return (own != null) ? own : this.channel.executor();
	}

	private RpcOptions withHeaders(RpcOptions options, Metadata headers) {
		if (!this.callOptions.getStreamTracerFactories().isEmpty()) {
			CallTracing tracers = new CallTracing(this, this.callOptions, headers);
			this.tracing = tracers;
			return options.observer(tracers);
		}
		io.clientconn.rpc.Metadata own = Translation.metadata(headers);
		return own.isEmpty() ? options : options.headers(own);
	}

	private void listenToContext() {
		this.context.addListener(this, Runnable::run);
		if (this.closed || this.end.reason() != null) {
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
			endsWith(Status.CANCELLED.withDescription("Client sendMessage() failed with Error").withCause(ex));
			end(to);
			throw ex;
		}
		Integer limit = this.callOptions.getMaxOutboundMessageSize();
		OutboundMessage outbound = new OutboundMessage(bytes, (limit != null) ? limit : Integer.MAX_VALUE, this);
		try {
			to.send(outbound, this.sendFlags);
		}
		finally {
			if (this.end.isOver()) {
				outbound.discard(); // an open call has written it, or an interceptor
									// keeps it
			}
		}
	}

	/**
	 * A message could not be encoded; our runtime ends the call after that.
	 */
	void failedToSend(Throwable cause) {
		endsWith(Status.CANCELLED.withDescription("Failed to stream message").withCause(cause));
	}

	/**
	 * Sets why this side ends the call, unless it has a reason already.
	 */
	void endsWith(Status reason) {
		this.end.because(reason);
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
		abort(Status.CANCELLED.withDescription((message != null) ? message : "Call cancelled without message")
			.withCause(because));
	}

	/**
	 * The context of the call was cancelled.
	 */
	@Override
	public void cancelled(Context cancelled) {
		boolean timedOut = this.end.time().isOfContext() && cancelled.cancellationCause() instanceof TimeoutException;
		abort(timedOut ? this.end.time().exceeded(null) : Contexts.statusFromCancelled(cancelled));
	}

	/**
	 * Ends the call from any thread. One that is being started ends with that.
	 */
	void abort(Status reason) {
		endsWith(reason);
		ClientStream<OutboundMessage> to = this.stream;
		if (to != null) {
			end(to);
		}
	}

	private void end(ClientStream<OutboundMessage> to) {
		Status reason = Objects.requireNonNull(this.end.reason(), "set before");
		to.cancel(Objects.requireNonNullElse(reason.getDescription(), reason.getCode().name()), reason.getCause());
		if (to != NoStream.INSTANCE) {
			leave(); // a listener whose executor is not drained any more never hears the
						// end
		}
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
	 * Our runtime is done with the call. Its listener may never hear that: it has to ask
	 * for messages first, and its executor has to be drained.
	 */
	void over() {
		this.end.over();
		if (this.callOptions.getExecutor() != null) {
			leave(); // others need the channel's threads for what is left to tell
		}
	}

	/**
	 * The words in which grpc-java would tell an outcome.
	 */
	Status told(CallOutcome outcome) {
		return this.end.told(outcome, this.channel);
	}

	boolean tell() {
		return this.end.tell();
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
