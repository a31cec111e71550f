package io.clientconn.autoconfigure.testclients;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.GeneratedClient;

/**
 * A blocking client of the test server's text service.
 */
@GeneratedClient(EchoClientFactory.class)
public interface EchoClient {

	static EchoClient over(Channel channel) {
		return new ChannelEchoClient(channel);
	}

	default String say(String text) {
		return say(text, RpcOptions.NONE);
	}

	default String say(String text, RpcOptions options) {
		throw StatusException.unimplemented("test.Echo/Say");
	}

}
