package io.clientconn.grpcjava;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Serializer;
import io.clientconn.rpc.ClientStream;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of a call that is being opened or waits for its credentials: keeps what the
 * call does in order until there is a stream to do it to, and then stands aside.
 * <p>
 * Its own serializer orders whoever sends, asks, cancels and opens. Cancelling does not
 * wait for credentials: see {@link #onCancel}.
 */
@AnyThread
final class WaitingStream implements ClientStream<OutboundMessage> {

	private static final Logger LOG = LoggerFactory.getLogger(WaitingStream.class);

	private final Serializer order = new Serializer(Runnable::run,
			(thrown) -> LOG.warn("A call failed to go on", thrown));

	/** Belongs to the serializer. */
	private final List<Consumer<ClientStream<OutboundMessage>>> waiting = new ArrayList<>();

	/** What was handed in and not done; while there is any, the rest queues behind it. */
	private final AtomicInteger pending = new AtomicInteger();

	/** Written in the serializer. */
	private volatile @Nullable ClientStream<OutboundMessage> stream;

	/** Written before the call can be cancelled. */
	private volatile Runnable onCancel = () -> {
	};

	/**
	 * Sets what a cancellation does while there is no stream: it has to bring one.
	 */
	void onCancel(Runnable opens) {
		this.onCancel = opens;
	}

	/**
	 * There is a stream now. Only the first one counts.
	 */
	void open(Supplier<ClientStream<OutboundMessage>> opening) {
		this.order.execute(() -> {
			if (this.stream == null) {
				ClientStream<OutboundMessage> opened = opening.get();
				this.stream = opened;
				this.waiting.forEach((each) -> perform(each, opened));
				this.waiting.clear();
			}
		});
	}

	private void later(Consumer<ClientStream<OutboundMessage>> what) {
		this.pending.incrementAndGet();
		this.order.execute(() -> {
			ClientStream<OutboundMessage> opened = this.stream;
			if (opened != null) {
				perform(what, opened);
			}
			else {
				this.waiting.add(what);
			}
		});
	}

	private void perform(Consumer<ClientStream<OutboundMessage>> what, ClientStream<OutboundMessage> opened) {
		try {
			what.accept(opened);
		}
		finally {
			this.pending.decrementAndGet();
		}
	}

	private @Nullable ClientStream<OutboundMessage> direct() {
		ClientStream<OutboundMessage> opened = this.stream;
		return (opened != null && this.pending.get() == 0) ? opened : null;
	}

	@Override
	public void send(OutboundMessage message, int flags) {
		ClientStream<OutboundMessage> open = direct();
		if (open != null) {
			open.send(message, flags);
		}
		else {
			later((opened) -> opened.send(message, flags));
		}
	}

	@Override
	public void halfClose() {
		ClientStream<OutboundMessage> open = direct();
		if (open != null) {
			open.halfClose();
		}
		else {
			later(ClientStream::halfClose);
		}
	}

	@Override
	public void request(int count) {
		ClientStream<OutboundMessage> open = direct();
		if (open != null) {
			open.request(count);
		}
		else {
			later((opened) -> opened.request(count));
		}
	}

	@Override
	public void cancel(String reason, @Nullable Throwable cause) {
		later((opened) -> opened.cancel(reason, cause));
		if (this.stream == null) {
			this.onCancel.run();
		}
	}

	@Override
	public boolean isReady() {
		ClientStream<OutboundMessage> opened = this.stream;
		return opened != null && opened.isReady();
	}

}
