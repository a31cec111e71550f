package io.clientconn.test;

import java.io.IOException;
import java.util.List;

import io.clientconn.internal.wire.BufferMessageSource;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Stands between a call of bytes and a {@link FakeService}: finds the method of a path,
 * decodes its requests and encodes its responses, where the service runs.
 */
final class WireHandler implements CallHandler<byte[], byte[]> {

	/** Bytes are handed over as they are. */
	static final Marshaller<byte[]> NO_MARSHALLER = new Marshaller<>() {

		@Override
		public int size(byte[] message) {
			return message.length;
		}

		@Override
		public void write(byte[] message, MessageSink sink) {
			sink.buffer().put(message);
		}

		@Override
		public byte[] read(MessageSource source) throws IOException {
			return source.stream().readAllBytes();
		}

	};

	private static final MessageFramer FRAMER = new MessageFramer(UnpooledByteBufAllocator.DEFAULT);

	private final String path;

	/** Set before the call begins. */
	private volatile List<FakeService> services = List.of();

	WireHandler(String path) {
		this.path = path;
	}

	void leadTo(List<FakeService> found) {
		this.services = found;
	}

	@Override
	public RequestListener<byte[]> start(ServedCall<byte[]> call) {
		for (FakeService service : this.services) {
			for (MethodDescriptor<?, ?> method : service.methods()) {
				if (method.path().equals(this.path)) {
					return serve(service, method, call);
				}
			}
		}
		call.close(
				Status.of(StatusCode.UNIMPLEMENTED,
						"none of the fake services has a handler for " + this.path.substring(1) + ": " + this.services),
				Metadata.EMPTY);
		return Handlers.deaf();
	}

	private static <Q, R> RequestListener<byte[]> serve(FakeService service, MethodDescriptor<Q, R> method,
			ServedCall<byte[]> call) {
		RequestListener<Q> listener = service.serve(method, new Encoding<>(method.responseMarshaller(), call));
		return new Decoding<>(method, listener, call);
	}

	/**
	 * Turns responses into bytes.
	 *
	 * @param marshaller encodes
	 * @param call takes bytes
	 */
	private record Encoding<R>(Marshaller<R> marshaller, ServedCall<byte[]> call) implements ServedCall<R> {

		@Override
		public Metadata headers() {
			return this.call.headers();
		}

		@Override
		public void request(int count) {
			this.call.request(count);
		}

		@Override
		public void sendHeaders(Metadata headers) {
			this.call.sendHeaders(headers);
		}

		@Override
		public void send(R message) {
			ByteBuf framed = FRAMER.frame(this.marshaller, message, Integer.MAX_VALUE);
			try {
				byte[] bytes = new byte[framed.readableBytes() - MessageFramer.PREFIX_LENGTH];
				framed.skipBytes(MessageFramer.PREFIX_LENGTH).readBytes(bytes);
				this.call.send(bytes);
			}
			finally {
				framed.release();
			}
		}

		@Override
		public boolean isReady() {
			return this.call.isReady();
		}

		@Override
		public void close(Status status, Metadata trailers) {
			this.call.close(status, trailers);
		}

	}

	/**
	 * Turns bytes into requests.
	 *
	 * @param method knows how
	 * @param listener takes requests
	 * @param call ends if there is no request in the bytes
	 */
	private record Decoding<Q>(MethodDescriptor<Q, ?> method, RequestListener<Q> listener,
			ServedCall<byte[]> call) implements RequestListener<byte[]> {

		@Override
		public void onMessage(byte[] message) {
			BufferMessageSource source = new BufferMessageSource(Unpooled.wrappedBuffer(message));
			Q request;
			try {
				request = this.method.requestMarshaller().read(source);
			}
			catch (IOException | RuntimeException ex) {
				this.call.close(Status.internal("cannot read the request of " + this.method + ": " + ex),
						Metadata.EMPTY);
				return;
			}
			finally {
				source.release();
			}
			this.listener.onMessage(request);
		}

		@Override
		public void onHalfClose() {
			this.listener.onHalfClose();
		}

		@Override
		public void onReady() {
			this.listener.onReady();
		}

		@Override
		public void onCancel() {
			this.listener.onCancel();
		}

	}

}
