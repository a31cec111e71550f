package io.clientconn.internal.call;

import io.clientconn.balancer.PickTracker;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.route.PendingPick;
import io.clientconn.internal.route.PickClient;
import io.clientconn.internal.wire.Encodings;
import io.clientconn.rpc.AttemptInfo;
import io.clientconn.rpc.AttemptObserver;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CallObserver;
import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportStream;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try of a call: one pick and one stream. It carries what picker and connection say
 * into the call's serializer and never decides anything itself.
 * <p>
 * Which thread writes a field stands beside it. An attempt that the call has given up
 * goes on until its stream has ended, so that the tracker hears the end and every message
 * is released.
 */
@AnyThread
class Attempt implements PickClient, StreamListener {

	private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

	private final RpcCall<?, ?> call;

	private final @Nullable ClientTransport avoid;

	/** Written by the thread that started the pick, read by whoever ends the call. */
	private volatile @Nullable PendingPick pendingPick;

	/** Written in the call serializer. */
	private volatile @Nullable TransportStream stream;

	/** Written by the picking thread, before the pick's answer goes in. */
	private volatile @Nullable ClientTransport transport;

	/** Written by the picking thread, before the pick's answer goes in. */
	private @Nullable PickTracker tracker;

	/** Written by the picking thread, before the pick's answer goes in. */
	private @Nullable Metadata pickHeaders;

	/** The call serializer's own; there while the attempt waits for its turn. */
	private @Nullable RetryPause pause;

	/** Written in the call serializer, before the stream exists. */
	private @Nullable ObservedAttempt observed;

	/** Written by the picking thread, before the pick's answer goes in. */
	private boolean waited;

	/** Written by the picking thread. */
	private volatile Status latestPickError = Status.OK;

	/** Written on the event loop. */
	private volatile boolean answered;

	/** The event loop's own. */
	private @Nullable String encoding;

	/** Written on the event loop, before the messages that it is for go in. */
	private @Nullable Decompressor decompressor;

	Attempt(RpcCall<?, ?> call, @Nullable ClientTransport avoid) {
		this.call = call;
		this.avoid = avoid;
	}

	/**
	 * The next attempt of a call.
	 * @param avoid a connection that takes no calls, or null
	 */
	static Attempt of(RpcCall<?, ?> call, @Nullable ClientTransport avoid) {
		CallCredentials credentials = CallSettings.credentials(call.environment().credentials(), call.options());
		return (credentials != null) ? new CredentialedAttempt(call, avoid, credentials) : new Attempt(call, avoid);
	}

	/**
	 * Looks for a connection. Not to be called in the call serializer, unless by a task
	 * that was posted there: the answer may come at once.
	 */
	void pick(boolean onCallerThread) {
		PendingPick pending = this.call.environment().routes().pick(this, onCallerThread);
		if (pending != null) {
			this.pendingPick = pending;
			if (!this.call.isCurrent(this)) {
				pending.cancel();
			}
		}
	}

	/**
	 * Looks for a connection after a pause. In the call serializer.
	 * @param failure how the attempt failed that this one stands in for
	 */
	final void pickAfter(long nanos, Status failure) {
		if (nanos == 0) {
			pick(false);
			return;
		}
		RetryPause waits = new RetryPause(this.call, this, failure);
		this.pause = waits;
		waits.begin(nanos);
	}

	/**
	 * In the call serializer, by a task that was posted there.
	 */
	final void pauseOver() {
		if (endPause()) {
			pick(false);
		}
	}

	private boolean endPause() {
		RetryPause waits = this.pause;
		this.pause = null;
		if (waits != null) {
			waits.end();
		}
		return waits != null;
	}

	/**
	 * Gives up: no connection is looked for any more, and the stream ends with the
	 * status. In the call serializer, after the call stopped being current.
	 */
	void abandon(Status reason) {
		endPause();
		PendingPick pending = this.pendingPick;
		if (pending != null) {
			pending.cancel();
		}
		TransportStream open = this.stream;
		if (open != null) {
			open.cancel(reason);
		}
	}

	/**
	 * The pick led to no stream: the call ended meanwhile, or the transport failed.
	 */
	void neverOpened(Status reason) {
		tellTracker(reason, Metadata.EMPTY);
	}

	/**
	 * The stream exists. In the call serializer.
	 */
	TransportStream opened(TransportStream stream) {
		ObservedAttempt by = this.observed;
		TransportStream open = (by != null) ? by.around(stream) : stream;
		this.stream = open;
		return open;
	}

	/**
	 * The custom headers. In the call serializer.
	 */
	Metadata headers() {
		return CallSettings.headers(this.call.environment().defaults(), this.call.options(), this.pickHeaders);
	}

	/**
	 * The custom headers to send. In the call serializer, once, when the attempt has its
	 * connection and is about to use it.
	 * @param state what became of the attempts before, or null if there were none
	 */
	final Metadata requestHeaders(@Nullable RetryState state) {
		int previous = (state != null) ? state.previousAttempts() : 0;
		Metadata headers = RetryState.headersOfNext(headers(), previous);
		CallObserver observer = options().observer();
		PeerInfo peer = peer();
		if (observer == null || peer == null) {
			return headers;
		}
		try {
			Metadata.Builder changed = headers.toBuilder();
			AttemptObserver hears = observer.attemptStarted(
					new AttemptInfo(method(), peer, previous, state != null && state.isTransparent(), this.waited),
					changed);
			this.observed = (hears != null) ? new ObservedAttempt(hears, peer) : null;
			return changed.build();
		}
		catch (Throwable ex) {
			ObservedAttempt.failed(observer, ex);
			return headers;
		}
	}

	@Nullable ObservedAttempt observed() {
		return this.observed;
	}

	@Nullable TransportStream stream() {
		return this.stream;
	}

	@Nullable PeerInfo peer() {
		ClientTransport at = this.transport;
		try {
			return (at != null) ? at.peer() : null;
		}
		catch (RuntimeException ex) {
			// A transport of the user's: its call has to end all the same.
			LOG.warn("The transport of {} does not say who its peer is", this.call, ex);
			return null;
		}
	}

	@Nullable ClientTransport transport() {
		return this.transport;
	}

	/**
	 * What the call waited for when its time was over.
	 */
	Status overdue(long timeoutNanos) {
		RetryPause waits = this.pause;
		return (waits != null) ? waits.overdue(timeoutNanos)
				: CallTexts.deadlineExceeded(timeoutNanos, peer(), this.answered, this.latestPickError);
	}

	@Override
	public MethodDescriptor<?, ?> method() {
		return this.call.method();
	}

	@Override
	public RpcOptions options() {
		return this.call.options();
	}

	@Override
	public boolean configured(ServiceConfig serviceConfig) {
		return this.call.isCurrent(this) && this.call.configured(serviceConfig);
	}

	@Override
	public boolean waitsForReady() {
		return this.call.waitsForReady();
	}

	@Override
	public @Nullable ClientTransport avoid() {
		return this.avoid;
	}

	@Override
	public void parked() {
		this.waited = true;
	}

	@Override
	public void waiting(Status latestError) {
		this.latestPickError = latestError;
	}

	@Override
	public void picked(ClientTransport transport, @Nullable PickTracker tracker, @Nullable Metadata headers) {
		this.transport = transport;
		this.tracker = tracker;
		this.pickHeaders = headers;
		proceed(transport);
	}

	/**
	 * The pick is over: to the stream.
	 */
	void proceed(ClientTransport transport) {
		CallSerializer.in(this.call, this, transport, RpcCall::open);
	}

	@Override
	public void unreachable(Status status) {
		CallSerializer.in(this.call, this, status, RpcCall::unreachable);
	}

	@Override
	public void failed(Status status) {
		CallSerializer.in(this.call, this, status, RpcCall::failAttempt);
	}

	@Override
	public void headers(Metadata headers, @Nullable String encoding) {
		this.answered = true;
		this.encoding = encoding;
		this.decompressor = (encoding != null) ? CallSettings.decompressor(encodings(), this.call.options(), encoding)
				: null;
		ObservedAttempt by = this.observed;
		if (by != null) {
			by.headersReceived(headers);
		}
		CallSerializer.in(this.call, this, headers, RpcCall::deliverHeaders);
	}

	@Override
	public void message(ByteBuf message, boolean compressed) {
		if (!compressed) {
			CallSerializer.in(this.call, this, message, RpcCall::deliverMessage);
		}
		else if (this.decompressor != null) {
			CallSerializer.in(this.call, this, message, RpcCall::deliverCompressed);
		}
		else {
			message.release();
			CallSerializer.in(this.call, this,
					CallTexts.unreadable(this.encoding, CallSettings.responseNames(encodings(), this.call.options())),
					RpcCall::failAttempt);
		}
	}

	private Encodings encodings() {
		return this.call.environment().messages().encodings();
	}

	@Nullable Decompressor decompressor() {
		return this.decompressor;
	}

	@Override
	public void ready() {
		if (this.call.isCurrent(this) && !this.call.method().kind().singleRequest()) {
			this.call.delivery().ready();
			passEnded();
		}
	}

	@Override
	public void closed(StreamOutcome outcome) {
		tellTracker(outcome.status(), outcome.trailers());
		ObservedAttempt by = this.observed;
		if (by != null) {
			by.ended(outcome);
		}
		CallSerializer.in(this.call, this, outcome, RpcCall::ended);
	}

	private void tellTracker(Status status, Metadata trailers) {
		PickTracker hears = this.tracker;
		this.tracker = null;
		if (hears != null) {
			try {
				hears.ended(status, trailers);
			}
			catch (RuntimeException ex) {
				LOG.warn("The balancer's tracker of {} failed", this.call, ex);
			}
		}
	}

	@Override
	public void passEnded() {
		// Goes in like the events before it, so that none of them is still on its way.
		if (!this.call.enter()) {
			this.call.post(this.call.delivery()::flush);
			return;
		}
		try {
			this.call.delivery().flush();
		}
		finally {
			this.call.leave();
		}
	}

	@Override
	public boolean awaitsMessage() {
		return this.call.isCurrent(this) && this.call.delivery().awaitsMessage();
	}

}
