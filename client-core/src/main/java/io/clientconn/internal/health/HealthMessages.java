package io.clientconn.internal.health;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.MethodDescriptor;

/**
 * The method {@code grpc.health.v1.Health/Watch} and its two messages, a service name and
 * a number, written and read by hand: two fields are no reason to carry generated code.
 * Stateless. Fields that are not known are passed over, as protobuf has it.
 */
final class HealthMessages {

	/** The status of a server that wants calls. */
	static final int SERVING = 1;

	/** The status of a server that does not know the service. */
	static final int SERVICE_UNKNOWN = 3;

	static final MethodDescriptor<String, Integer> WATCH = MethodDescriptor.of("grpc.health.v1.Health/Watch",
			MethodDescriptor.Kind.SERVER_STREAMING, new Request(), new Response());

	private static final int VARINT = 0;

	private static final int FIXED_64 = 1;

	private static final int LENGTH = 2;

	private static final int FIXED_32 = 5;

	private static final int TYPE_BITS = 3;

	private static final int MORE = 0x80;

	private static final int LOW_BITS = 7;

	private static final int MOST_SHIFT = 63;

	private HealthMessages() {
	}

	/**
	 * The status as the proto file calls it.
	 */
	static String name(int status) {
		return switch (status) {
			case 0 -> "UNKNOWN";
			case SERVING -> "SERVING";
			case 2 -> "NOT_SERVING";
			case SERVICE_UNKNOWN -> "SERVICE_UNKNOWN";
			default -> "status " + status;
		};
	}

	/**
	 * HealthCheckRequest: field 1 is the service.
	 */
	private static final class Request implements Marshaller<String> {

		@Override
		public int size(String service) {
			int length = service.getBytes(StandardCharsets.UTF_8).length;
			return (length == 0) ? 0 : 1 + sizeOfVarint(length) + length;
		}

		@Override
		public void write(String service, MessageSink sink) throws IOException {
			byte[] name = service.getBytes(StandardCharsets.UTF_8);
			if (name.length == 0) {
				return;
			}
			OutputStream out = sink.stream();
			out.write(1 << TYPE_BITS | LENGTH);
			int rest = name.length;
			while (rest >= MORE) {
				out.write(rest | MORE);
				rest >>>= LOW_BITS;
			}
			out.write(rest);
			out.write(name);
		}

		@Override
		public String read(MessageSource source) {
			throw new UnsupportedOperationException("requests are not read");
		}

		private static int sizeOfVarint(int value) {
			return 1 + (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value | 1)) / LOW_BITS;
		}

	}

	/**
	 * HealthCheckResponse: field 1 is the status, 0 if it is missing.
	 */
	private static final class Response implements Marshaller<Integer> {

		@Override
		public int size(Integer status) {
			throw new UnsupportedOperationException("responses are not written");
		}

		@Override
		public void write(Integer status, MessageSink sink) {
			throw new UnsupportedOperationException("responses are not written");
		}

		@Override
		public Integer read(MessageSource source) throws IOException {
			try {
				return status(source.onHeap());
			}
			catch (BufferUnderflowException ex) {
				throw new IOException("the HealthCheckResponse ends too early", ex);
			}
		}

		private static int status(ByteBuffer in) throws IOException {
			int status = 0;
			while (in.hasRemaining()) {
				long tag = varint(in);
				switch ((int) tag & 7) {
					case VARINT -> {
						long value = varint(in);
						status = (tag >>> TYPE_BITS == 1) ? (int) value : status;
					}
					case FIXED_64 -> skip(in, Long.BYTES);
					case LENGTH -> skip(in, varint(in));
					case FIXED_32 -> skip(in, Integer.BYTES);
					default -> throw new IOException("the HealthCheckResponse has a field of no known type");
				}
			}
			return status;
		}

		private static void skip(ByteBuffer in, long bytes) {
			if (bytes < 0 || bytes > in.remaining()) {
				throw new BufferUnderflowException();
			}
			in.position(in.position() + (int) bytes);
		}

		private static long varint(ByteBuffer in) throws IOException {
			long value = 0;
			for (int shift = 0; shift <= MOST_SHIFT; shift += LOW_BITS) {
				byte next = in.get();
				value |= (long) (next & (MORE - 1)) << shift;
				if (next >= 0) {
					return value;
				}
			}
			throw new IOException("the HealthCheckResponse has a number of more than ten bytes");
		}

	}

}
