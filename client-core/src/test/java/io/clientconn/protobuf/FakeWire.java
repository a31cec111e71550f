package io.clientconn.protobuf;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.ByteString;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;

/** Memory of the wire: direct buffers, a received message in pieces of a chosen size. */
final class FakeWire {

	private FakeWire() {
	}

	static Sink sink(int size) {
		return new Sink(ByteBuffer.allocateDirect(size));
	}

	static MessageSource source(byte[] bytes, int pieceSize) {
		List<ByteBuffer> pieces = new ArrayList<>();
		for (int from = 0; from < bytes.length; from += pieceSize) {
			int length = Math.min(pieceSize, bytes.length - from);
			pieces.add(ByteBuffer.allocateDirect(length).put(bytes, from, length).flip().asReadOnlyBuffer());
		}
		return new Source(ByteString.copyFrom(bytes), List.copyOf(pieces));
	}

	/**
	 * What a marshaller wrote.
	 *
	 * @param buffer exactly as large as announced
	 */
	record Sink(ByteBuffer buffer) implements MessageSink {

		@Override
		public OutputStream stream() {
			throw new AssertionError("the size is known, so the buffer should be used");
		}

		byte[] written() {
			byte[] bytes = new byte[this.buffer.position()];
			this.buffer.duplicate().flip().get(bytes);
			return bytes;
		}

	}

	/**
	 * A received message.
	 *
	 * @param bytes all of it
	 * @param buffers the same in pieces
	 */
	private record Source(ByteString bytes, List<ByteBuffer> buffers) implements MessageSource {

		@Override
		public int length() {
			return this.bytes.size();
		}

		@Override
		public InputStream stream() {
			return this.bytes.newInput();
		}

		@Override
		public Detached detach() {
			throw new AssertionError("the marshaller keeps no memory");
		}

	}

}
