package io.clientconn.autoconfigure.testclients;

import io.clientconn.reactor.ReactorCalls;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ClientFactory;
import io.clientconn.stub.GeneratedClient;
import reactor.core.publisher.Mono;

/**
 * A client of the test server's text service as the flavour reactor has it.
 */
@GeneratedClient(ReactorEchoClient.Factory.class)
public interface ReactorEchoClient {

	default Mono<String> say(String text) {
		return say(text, RpcOptions.NONE);
	}

	default Mono<String> say(String text, RpcOptions options) {
		throw StatusException.unimplemented("test.Echo/Say");
	}

	/**
	 * Makes one.
	 */
	final class Factory implements ClientFactory<ReactorEchoClient> {

		@Override
		public ReactorEchoClient create(Channel channel) {
			return new OverChannel(channel);
		}

	}

	/**
	 * The client over a channel.
	 *
	 * @param channel where its calls go
	 */
	record OverChannel(Channel channel) implements ReactorEchoClient {

		@Override
		public Mono<String> say(String text, RpcOptions options) {
			return ReactorCalls.unary(this.channel, ChannelEchoClient.SAY, text, options);
		}

	}

}
