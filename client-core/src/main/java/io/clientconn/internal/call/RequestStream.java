package io.clientconn.internal.call;

import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * The user's end of a call: encodes and compresses messages on the sending thread and
 * holds the user to the order in which they may come.
 * <p>
 * Its two flags belong to the sending thread; {@link #isReady} may see them late. It
 * never blocks and never touches the state of the call, which it enters by messages only.
 *
 * @param <Q> the request message
 */
final class RequestStream<Q> implements ClientStream<Q> {

	private final RpcCall<Q, ?> call;

	private final @Nullable Compressor compressor;

	private boolean closed;

	private boolean sentAny;

	RequestStream(RpcCall<Q, ?> call, @Nullable Compressor compressor) {
		this.call = call;
		this.compressor = compressor;
	}

	@Override
	public void send(Q message, int flags) {
		if (this.call.isOver()) {
			return;
		}
		if (this.closed) {
			throw new IllegalStateException("send() after the sending side of " + this.call.method() + " was closed");
		}
		if (this.sentAny && this.call.method().kind().singleRequest()) {
			throw new IllegalStateException("second message of " + this.call.method() + ", which takes one");
		}
		ByteBuf framed;
		try {
			framed = frame(message, flags);
		}
		catch (StatusException ex) {
			this.call.fail(ex.status());
			return;
		}
		this.sentAny = true;
		this.closed = (flags & LAST) != 0;
		this.call.send(framed, this.closed);
	}

	private ByteBuf frame(Q message, int flags) {
		Marshaller<Q> marshaller = this.call.method().requestMarshaller();
		MessageFramer framer = this.call.environment().messages().framer();
		int maxOutbound = this.call.maxOutboundSize();
		if (this.compressor == null || (flags & UNCOMPRESSED) != 0) {
			return framer.sharedFrame(marshaller, message, maxOutbound);
		}
		return framer.frameCompressed(marshaller, message, maxOutbound, this.compressor);
	}

	@Override
	public void halfClose() {
		if (!this.closed && !this.call.isOver()) {
			this.closed = true;
			this.call.halfClose();
		}
	}

	@Override
	public void request(int count) {
		this.call.delivery().request(count);
	}

	@Override
	public void cancel(String reason, @Nullable Throwable cause) {
		this.call.fail(Status.of(StatusCode.CANCELLED, reason).withCause(cause));
	}

	@Override
	public boolean isReady() {
		return !this.closed && this.call.isReady();
	}

	@Override
	public String toString() {
		return this.call.toString();
	}

}
