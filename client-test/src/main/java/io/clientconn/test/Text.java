package io.clientconn.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;

/**
 * The methods of the contracts: one of each kind, with messages that are text in UTF-8.
 */
final class Text implements Marshaller<String> {

	static final MethodDescriptor<String, String> ECHO = method("Echo", Kind.UNARY);

	static final MethodDescriptor<String, String> COUNT = method("Count", Kind.SERVER_STREAMING);

	static final MethodDescriptor<String, String> JOIN = method("Join", Kind.CLIENT_STREAMING);

	static final MethodDescriptor<String, String> CHAT = method("Chat", Kind.BIDI_STREAMING);

	private static MethodDescriptor<String, String> method(String name, Kind kind) {
		return MethodDescriptor.of("contract.Text/" + name, kind, new Text(), new Text());
	}

	@Override
	public int size(String message) {
		return message.getBytes(StandardCharsets.UTF_8).length;
	}

	@Override
	public void write(String message, MessageSink sink) throws IOException {
		sink.buffer().put(message.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public String read(MessageSource source) throws IOException {
		return new String(source.stream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
