package io.clientconn.contract;

import io.clientconn.rpc.Channel;
import io.clientconn.test.GeneratedClientContract;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.ReactorGreeterClient;
import org.junit.jupiter.api.Nested;

/** The generated clients themselves keep the contract. */
class GeneratedGreeterContractTest {

	@Nested
	class Blocking extends GeneratedClientContract<GreeterClient> {

		Blocking() {
			super(GreeterClient.class);
		}

		@Override
		protected GreeterClient over(Channel channel) {
			return GreeterClient.over(channel);
		}

	}

	@Nested
	class Asynchronous extends GeneratedClientContract<GreeterAsyncClient> {

		Asynchronous() {
			super(GreeterAsyncClient.class);
		}

		@Override
		protected GreeterAsyncClient over(Channel channel) {
			return GreeterAsyncClient.over(channel);
		}

	}

	@Nested
	class Reactor extends GeneratedClientContract<ReactorGreeterClient> {

		Reactor() {
			super(ReactorGreeterClient.class);
		}

		@Override
		protected ReactorGreeterClient over(Channel channel) {
			return ReactorGreeterClient.over(channel);
		}

	}

}
