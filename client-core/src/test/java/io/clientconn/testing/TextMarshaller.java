package io.clientconn.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;

/**
 * Messages that are text, so that tests read well. {@code bad} cannot be written nor
 * read.
 */
public final class TextMarshaller implements Marshaller<String> {

	/** Stands for a message that cannot be written nor read. */
	public static final String BAD = "bad";

	@Override
	public int size(String message) {
		return message.getBytes(StandardCharsets.UTF_8).length;
	}

	@Override
	public void write(String message, MessageSink sink) throws IOException {
		check(message);
		sink.buffer().put(message.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public String read(MessageSource source) throws IOException {
		return check(new String(source.stream().readAllBytes(), StandardCharsets.UTF_8));
	}

	private static String check(String message) throws IOException {
		if (message.equals(BAD)) {
			throw new IOException("bad message");
		}
		return message;
	}

}
