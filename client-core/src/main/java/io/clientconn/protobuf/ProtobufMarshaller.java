package io.clientconn.protobuf;

import java.io.IOException;
import java.nio.ByteBuffer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;

/**
 * Writes and reads protocol buffers messages of one type, straight to and from the memory
 * of the wire. Immutable and thread-safe; keeps no reference to that memory.
 * <p>
 * A message that nests deeper than 100 levels, is cut short, or lacks a required field is
 * refused with an {@link IOException}. How large a message may be is not decided here.
 *
 * @param <T> the message
 * @since 0.1.0
 */
public final class ProtobufMarshaller<T extends MessageLite> implements Marshaller<T> {

	/** Protobuf copies what is not in an array; up to this size memory is pooled. */
	private static final int MOST_ON_HEAP = 4 * 1024 * 1024;

	private final T defaultInstance;

	/** Whether no bytes at all are a message. */
	private final boolean initialized;

	private final Parser<T> parser;

	@SuppressWarnings("unchecked") // the parser of a message makes that message
	private ProtobufMarshaller(T defaultInstance) {
		this.defaultInstance = defaultInstance;
		this.initialized = defaultInstance.isInitialized();
		this.parser = (Parser<T>) defaultInstance.getParserForType();
	}

	/**
	 * Makes the marshaller of a message type.
	 * @param <T> the message
	 * @param defaultInstance what {@code getDefaultInstance()} of the type answers
	 * @return the marshaller
	 */
	public static <T extends MessageLite> ProtobufMarshaller<T> of(T defaultInstance) {
		return new ProtobufMarshaller<>(defaultInstance);
	}

	@Override
	public int size(T message) {
		return message.getSerializedSize();
	}

	@Override
	public void write(T message, MessageSink sink) throws IOException {
		if (message.getSerializedSize() == 0) {
			return;
		}
		CodedOutputStream out = CodedOutputStream.newInstance(sink.buffer());
		message.writeTo(out);
		out.flush();
	}

	@Override
	public T read(MessageSource source) throws IOException {
		int length = source.length();
		if (length == 0 && this.initialized) {
			return this.defaultInstance;
		}
		CodedInputStream in = (length <= MOST_ON_HEAP) ? onHeap(source)
				: CodedInputStream.newInstance(source.buffers());
		T message = this.parser.parseFrom(in);
		in.checkLastTagWas(0);
		return message;
	}

	private static CodedInputStream onHeap(MessageSource source) {
		ByteBuffer bytes = source.onHeap();
		return CodedInputStream.newInstance(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
	}

	@Override
	public String toString() {
		return "ProtobufMarshaller[" + this.defaultInstance.getClass().getSimpleName() + "]";
	}

}
