package io.clientconn.internal.wire;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

import io.clientconn.rpc.MessageSource;
import io.netty.buffer.Unpooled;

/**
 * A message without bytes, for a marshaller. Stateless: all such messages share it, and
 * who detaches one gets a source of his own.
 */
public final class EmptyMessageSource implements MessageSource {

	/** The only one. */
	public static final EmptyMessageSource INSTANCE = new EmptyMessageSource();

	private EmptyMessageSource() {
	}

	@Override
	public int length() {
		return 0;
	}

	@Override
	public List<ByteBuffer> buffers() {
		return List.of(ByteBuffer.allocate(0).asReadOnlyBuffer());
	}

	@Override
	public InputStream stream() {
		return InputStream.nullInputStream();
	}

	@Override
	public Detached detach() {
		return new BufferMessageSource(Unpooled.EMPTY_BUFFER).detach();
	}

	@Override
	public String toString() {
		return "EmptyMessageSource";
	}

}
