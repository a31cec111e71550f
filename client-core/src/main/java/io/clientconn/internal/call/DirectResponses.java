package io.clientconn.internal.call;

import java.util.concurrent.Executor;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.internal.wire.BufferMessageSource;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a {@link DirectStream}: one task for its serializer per loop
 * pass, so that a server that talks without end is bounded by the window. Owned by the
 * event loop. It reads messages with a marshaller of the runtime's own, never with user
 * code.
 *
 * @param <R> the response message
 */
@OnEventLoop
final class DirectResponses<R> implements StreamListener {

	private final DirectStream<?, R> stream;

	private final Marshaller<R> marshaller;

	private final Executor serializer;

	private @Nullable R latest;

	/** What the messages of this pass take in the window. */
	private int bytes;

	DirectResponses(DirectStream<?, R> stream, Marshaller<R> marshaller, Executor serializer) {
		this.stream = stream;
		this.marshaller = marshaller;
		this.serializer = serializer;
	}

	@Override
	public void headers(Metadata headers, @Nullable String encoding) {
		// A compressed message would be an error of its own: none was asked for.
	}

	@Override
	public void message(ByteBuf message, boolean compressed) {
		int size = message.readableBytes() + MessageFramer.PREFIX_LENGTH;
		BufferMessageSource source = new BufferMessageSource(message);
		try {
			if (compressed) {
				malformed("is compressed, which nobody asked for", null);
				return;
			}
			this.latest = this.marshaller.read(source);
			this.bytes += size;
		}
		catch (Throwable ex) {
			malformed("cannot be read: " + ex.getMessage(), ex);
		}
		finally {
			source.release();
		}
	}

	private void malformed(String what, @Nullable Throwable cause) {
		Status problem = Status.internal("a message of the server " + what).withCause(cause);
		this.serializer.execute(() -> this.stream.malformed(problem));
	}

	@Override
	public void ready() {
		// The only request went out with the headers.
	}

	@Override
	public void closed(StreamOutcome outcome) {
		passEnded();
		this.serializer.execute(() -> this.stream.end(outcome));
	}

	@Override
	public void passEnded() {
		R told = this.latest;
		int taken = this.bytes;
		if (told != null) {
			this.latest = null;
			this.bytes = 0;
			this.serializer.execute(() -> this.stream.received(told, taken));
		}
	}

	@Override
	public boolean isOfCall() {
		return false;
	}

	@Override
	public boolean awaitsMessage() {
		return true;
	}

	@Override
	public String toString() {
		return "DirectResponses[" + this.stream + "]";
	}

}
