package io.clientconn.autoconfigure.testclients;

import io.clientconn.rpc.Channel;
import io.clientconn.stub.ClientFactory;

/**
 * Makes an {@link EchoClient} where only its type is known.
 */
public final class EchoClientFactory implements ClientFactory<EchoClient> {

	@Override
	public EchoClient create(Channel channel) {
		return EchoClient.over(channel);
	}

}
