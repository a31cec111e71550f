package io.clientconn.protobuf;

import java.io.IOException;

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

	private final Parsing<T> parsing;

	@SuppressWarnings("unchecked") // the parser of a message makes that message
	private ProtobufMarshaller(T defaultInstance) {
		this.defaultInstance = defaultInstance;
		this.initialized = defaultInstance.isInitialized();
		this.parsing = new Parsing<>((Parser<T>) defaultInstance.getParserForType());
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
		if (!sink.writeArray(message, ProtobufMarshaller::writeTo)) {
			CodedOutputStream out = CodedOutputStream.newInstance(sink.buffer());
			message.writeTo(out);
			out.flush();
		}
	}

	private static int writeTo(MessageLite message, byte[] array, int offset, int length) throws IOException {
		CodedOutputStream out = CodedOutputStream.newInstance(array, offset, length);
		message.writeTo(out);
		return out.getTotalBytesWritten();
	}

	@Override
	public T read(MessageSource source) throws IOException {
		int length = source.length();
		if (length == 0 && this.initialized) {
			return this.defaultInstance;
		}
		return (length <= MOST_ON_HEAP) ? source.readArray(this.parsing)
				: this.parsing.read(CodedInputStream.newInstance(source.buffers()));
	}

	@Override
	public String toString() {
		return "ProtobufMarshaller[" + this.defaultInstance.getClass().getSimpleName() + "]";
	}

	/**
	 * Reads whole messages.
	 *
	 * @param parser reads the fields
	 */
	private record Parsing<T>(Parser<T> parser) implements MessageSource.ArrayReader<T> {

		@Override
		public T read(byte[] array, int offset, int length) throws IOException {
			return read(CodedInputStream.newInstance(array, offset, length));
		}

		T read(CodedInputStream in) throws IOException {
			T message = this.parser.parseFrom(in);
			in.checkLastTagWas(0);
			return message;
		}

	}

}
