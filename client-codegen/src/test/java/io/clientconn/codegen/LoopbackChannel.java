package io.clientconn.codegen;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Sends every message through its bytes and back, and answers each call with one message
 * once its requests are complete. Used by one thread.
 */
final class LoopbackChannel implements Channel {

	/** What was sent since the list was cleared, as method and message. */
	final List<String> sent = new ArrayList<>();

	private final Function<MethodDescriptor<?, ?>, Object> responses;

	LoopbackChannel(Function<MethodDescriptor<?, ?>, Object> responses) {
		this.responses = responses;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		return new ClientStream<>() {
			@Override
			public void send(Q message, int flags) {
				Q received = overTheWire(method.requestMarshaller(), message);
				LoopbackChannel.this.sent.add(method.fullName());
				if (!received.equals(message)) {
					throw new AssertionError(message + " arrived as " + received);
				}
				if (flags == LAST) {
					halfClose();
				}
			}

			@Override
			public void halfClose() {
				R response = (R) LoopbackChannel.this.responses.apply(method);
				listener.onMessage(overTheWire(method.responseMarshaller(), response));
				listener.onClose(CallOutcome.local(Status.OK));
			}

			@Override
			public void request(int count) {
				// One response is always asked for.
			}

			@Override
			public void cancel(String reason, @Nullable Throwable cause) {
				// The call is over by then.
			}

			@Override
			public boolean isReady() {
				return true;
			}
		};
	}

	@Override
	public String authority() {
		return "loopback";
	}

	@Override
	public String toString() {
		return "LoopbackChannel";
	}

	private static <T> T overTheWire(Marshaller<T> marshaller, T message) {
		ByteBuffer bytes = ByteBuffer.allocate(marshaller.size(message));
		try {
			marshaller.write(message, new Sink(bytes));
			return marshaller.read(new Source(bytes.flip()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Exactly the memory a message takes. */
	private record Sink(ByteBuffer buffer) implements MessageSink {

		@Override
		public OutputStream stream() {
			throw new UnsupportedOperationException("messages are written to the buffer");
		}

	}

	/** The bytes of one message. */
	private record Source(ByteBuffer bytes) implements MessageSource {

		@Override
		public int length() {
			return this.bytes.remaining();
		}

		@Override
		public List<ByteBuffer> buffers() {
			return List.of(this.bytes);
		}

		@Override
		public InputStream stream() {
			throw new UnsupportedOperationException("messages are read from buffers");
		}

		@Override
		public Detached detach() {
			throw new UnsupportedOperationException("nobody keeps these bytes");
		}

	}

}
