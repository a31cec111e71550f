package io.clientconn.autoconfigure.testclients;

import io.clientconn.rpc.Channel;
import io.clientconn.stub.ClientFactory;
import io.clientconn.stub.GeneratedClient;

/**
 * The other flavour of the same service.
 */
@GeneratedClient(EchoAsyncClient.Factory.class)
public interface EchoAsyncClient {

	Channel channel();

	/**
	 * Makes one.
	 */
	final class Factory implements ClientFactory<EchoAsyncClient> {

		@Override
		public EchoAsyncClient create(Channel channel) {
			return () -> channel;
		}

	}

}
