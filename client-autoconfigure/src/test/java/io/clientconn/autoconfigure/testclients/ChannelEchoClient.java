package io.clientconn.autoconfigure.testclients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.ClientCalls;

/**
 * The client over a channel.
 *
 * @param channel where its calls go
 */
public record ChannelEchoClient(Channel channel) implements EchoClient {

	public static final MethodDescriptor<String, String> SAY = MethodDescriptor.of("test.Echo/Say",
			MethodDescriptor.Kind.UNARY, new Text(), new Text());

	@Override
	public String say(String text, RpcOptions options) {
		return ClientCalls.unary(this.channel, SAY, text, options);
	}

	private static final class Text implements Marshaller<String> {

		@Override
		public int size(String message) {
			return message.getBytes(StandardCharsets.UTF_8).length;
		}

		@Override
		public void write(String message, MessageSink sink) {
			sink.buffer().put(message.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String read(MessageSource source) throws IOException {
			return new String(source.stream().readAllBytes(), StandardCharsets.UTF_8);
		}

	}

}
