package io.clientconn.internal.call;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.internal.wire.BufferMessageSource;
import io.clientconn.internal.wire.EmptyMessageSource;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the response of one call to its listener: one event at a time, on the callback
 * executor, messages only as far as they were asked for.
 * <p>
 * The call puts events in, the callback executor takes them out; demand comes from
 * anywhere. Decompressing and decoding happen here, on the listener's thread. It never
 * blocks, and it puts nothing but callbacks on the executor, and none after the last one.
 *
 * @param <R> the response message
 */
@AnyThread
final class ResponseDelivery<R> extends ResponseMailbox<R> implements Runnable {

	private static final Logger LOG = LoggerFactory.getLogger(ResponseDelivery.class);

	private static final AtomicIntegerFieldUpdater<ResponseDelivery<?>> QUEUED = updater("queuedMessages");

	private static final AtomicIntegerFieldUpdater<ResponseDelivery<?>> DEMAND = updater("demand");

	private static final AtomicIntegerFieldUpdater<ResponseDelivery<?>> SCHEDULED = updater("scheduled");

	/** Credit goes back to the connection at the latest when so many bytes were taken. */
	private static final int CREDIT_STEP = 16 * 1024;

	private final RpcCall<?, R> call;

	/** Messages in the mailbox. */
	private volatile int queuedMessages;

	private volatile int demand;

	/** 1 if a run is due or under way. */
	@SuppressWarnings("UnusedVariable") // through SCHEDULED
	private volatile int scheduled;

	private volatile boolean readyDue;

	/** Set when what waits in the mailbox does not count any more. */
	private volatile @Nullable CallOutcome dropTo;

	/** The connection asked for demand in vain and wants to hear of it. */
	private volatile boolean nudgeWanted;

	/** Written by runs. */
	private volatile boolean done;

	/** The runs' own: what the last message was read from, for the next one. */
	private @Nullable BufferMessageSource source;

	ResponseDelivery(RpcCall<?, R> call, ResponseListener<R> listener) {
		super(listener);
		this.call = call;
	}

	@SuppressWarnings({ "unchecked", "rawtypes" }) // an updater does not look at type
													// arguments
	private static AtomicIntegerFieldUpdater<ResponseDelivery<?>> updater(String field) {
		return (AtomicIntegerFieldUpdater) AtomicIntegerFieldUpdater.newUpdater(ResponseDelivery.class, field);
	}

	// From the call serializer

	void headers(Metadata headers, PeerInfo peer) {
		putHeaders(headers, peer);
	}

	/**
	 * Takes a message; its reference is handed over.
	 * @param decompressor what it needs before it can be decoded, or null
	 */
	void message(ByteBuf message, @Nullable Decompressor decompressor) {
		QUEUED.incrementAndGet(this);
		putMessage(message, decompressor);
	}

	/**
	 * Takes the outcome, the last event.
	 * @param dropMessages whether it overtakes the messages that wait
	 */
	void close(CallOutcome outcome, boolean dropMessages) {
		if (dropMessages) {
			this.dropTo = outcome;
		}
		else {
			putOutcome(outcome);
		}
		if (this.done) {
			// The listener failed before; what came since is nobody's.
			releaseAll();
		}
	}

	/**
	 * Sees to it that a run comes if there is something to hand over.
	 */
	void flush() {
		while (hasWork() && SCHEDULED.compareAndSet(this, 0, 1)) {
			if (hasWork()) {
				execute();
				return;
			}
			// A run that was ending took it meanwhile: the executor gets no empty task,
			// least of all after the end of the call.
			this.scheduled = 0;
		}
	}

	private void execute() {
		try {
			this.call.callbackExecutor().execute(this);
		}
		catch (Throwable ex) {
			// An executor of the user's may throw anything, and nobody above could end
			// the call.
			rejected(ex);
		}
	}

	/**
	 * The listener can send more. Handed over with the next {@link #flush}.
	 */
	void ready() {
		this.readyDue = true;
	}

	/**
	 * Whether a message would be handed over at once if it came now.
	 */
	boolean awaitsMessage() {
		if (wantsMore()) {
			return true;
		}
		this.nudgeWanted = true;
		return wantsMore();
	}

	// From any thread

	void request(int count) {
		if (count < 1) {
			throw new IllegalArgumentException("request(" + count + "): at least one message must be asked for");
		}
		int before;
		do {
			before = this.demand;
		}
		while (!DEMAND.compareAndSet(this, before, (before + count < 0) ? Integer.MAX_VALUE : before + count));
		flush();
		nudge();
	}

	// On the callback executor

	@Override
	public void run() {
		do {
			int taken = handOver();
			if (taken > 0) {
				this.call.consumed(taken);
			}
			nudge();
			this.scheduled = 0;
		}
		while (hasWork() && SCHEDULED.compareAndSet(this, 0, 1));
	}

	/**
	 * Hands over what can be.
	 * @return bytes of messages for which no credit was given yet
	 */
	private int handOver() {
		int taken = 0;
		while (!this.done) {
			CallOutcome drop = this.dropTo;
			if (drop != null) {
				last(drop);
				return 0;
			}
			if (this.readyDue) {
				this.readyDue = false;
				tellReady();
				continue;
			}
			Object event = peek();
			if (event == null || (isMessage(event) && this.demand == 0)) {
				return taken;
			}
			take(event);
			if (isMessage(event)) {
				taken += message(event);
				if (taken >= CREDIT_STEP) {
					this.call.consumed(taken);
					taken = 0;
				}
			}
			else if (event instanceof Metadata headers) {
				tellHeaders(headers);
			}
			else {
				last((CallOutcome) event);
			}
		}
		return 0;
	}

	private int message(Object event) {
		int length = bytesOf(event).readableBytes();
		QUEUED.decrementAndGet(this);
		if (this.demand != Integer.MAX_VALUE) {
			DEMAND.decrementAndGet(this);
		}
		ByteBuf bytes = (event instanceof Compressed compressed) ? inflate(compressed) : bytesOf(event);
		R message = (bytes != null) ? decode(bytes, length) : null;
		if (message != null) {
			tell(message);
		}
		return length + MessageFramer.PREFIX_LENGTH;
	}

	private @Nullable ByteBuf inflate(Compressed message) {
		try {
			return this.call.environment()
				.messages()
				.inflater()
				.inflate(message.bytes(), message.decompressor(), this.call.maxInboundSize());
		}
		catch (StatusException ex) {
			end(ex.status());
			return null;
		}
		catch (Throwable ex) {
			end(Status.internal("failed to decompress the response message: " + words(ex)).withCause(ex));
			return null;
		}
	}

	private @Nullable R decode(ByteBuf bytes, int wireLength) {
		if (wireLength == 0 && !bytes.isReadable()) {
			bytes.release();
			return read(EmptyMessageSource.INSTANCE);
		}
		BufferMessageSource source = BufferMessageSource.after(this.source, bytes, wireLength);
		try {
			return read(source);
		}
		finally {
			this.source = source.release() ? source : null;
		}
	}

	private @Nullable R read(MessageSource source) {
		try {
			R message = this.call.method().responseMarshaller().read(source);
			if (message == null) {
				end(Status.internal("failed to read the response message: the marshaller returned no message"));
			}
			return message;
		}
		catch (Throwable ex) {
			end(Status.internal("failed to read the response message: " + words(ex)).withCause(ex));
			return null;
		}
	}

	// One for each callback: a lambda would be an object for each event.

	private void tellReady() {
		try {
			this.listener.onReady();
		}
		catch (Throwable ex) {
			listenerFailed(ex);
		}
	}

	private void tellHeaders(Metadata headers) {
		PeerInfo peer = answeredBy();
		if (peer == null) {
			throw new IllegalStateException("headers that nobody sent");
		}
		try {
			this.listener.onHeaders(headers, peer);
		}
		catch (Throwable ex) {
			listenerFailed(ex);
		}
	}

	private void tell(R message) {
		try {
			this.listener.onMessage(message);
		}
		catch (Throwable ex) {
			listenerFailed(ex);
		}
	}

	private void listenerFailed(Throwable thrown) {
		end(Status.of(StatusCode.CANCELLED, "the listener of the call failed: " + thrown).withCause(thrown));
	}

	/**
	 * The user's side of the response failed: nothing but the outcome comes after that.
	 */
	private void end(Status status) {
		if (this.dropTo == null) {
			// The call may say the same a moment later, and this one may be heard first.
			PeerInfo peer = answeredBy();
			Status told = CallTexts.onChannel(this.call.environment().label(), peer, status, CallOutcome.Origin.LOCAL);
			this.dropTo = new CallOutcome(told, Metadata.EMPTY, peer, CallOutcome.Origin.LOCAL,
					CallOutcome.NO_HTTP2_ERROR, List.of());
			this.call.fail(status);
		}
	}

	private void last(CallOutcome outcome) {
		this.done = true;
		this.call.told();
		// Before user code that may block: nobody reads them any more.
		releaseAll();
		try {
			this.listener.onClose(outcome);
		}
		catch (Throwable ex) {
			LOG.warn("onClose of {} failed", this.call, ex);
		}
	}

	/**
	 * The callback executor takes no more: that ends this call only, and another executor
	 * tells its listener.
	 */
	private void rejected(Throwable ex) {
		end(Status.of(StatusCode.RESOURCE_EXHAUSTED, "the callback executor rejected the response: " + words(ex))
			.withCause(ex));
		try {
			this.call.environment().fallbackExecutor().execute(this);
		}
		catch (Throwable again) {
			// The whole runtime is closed, or the machine has no thread to give; the
			// listener must hear the end all the same.
			run();
		}
	}

	private static String words(Throwable thrown) {
		return (thrown.getMessage() != null) ? thrown.getMessage() : thrown.toString();
	}

	private void nudge() {
		if (this.nudgeWanted && wantsMore()) {
			this.nudgeWanted = false;
			this.call.consumed(0);
		}
	}

	private boolean wantsMore() {
		return this.demand > this.queuedMessages;
	}

	private boolean hasWork() {
		if (this.done) {
			return false;
		}
		if (this.dropTo != null || this.readyDue) {
			return true;
		}
		Object event = peek();
		return event != null && (!isMessage(event) || this.demand > 0);
	}

}
