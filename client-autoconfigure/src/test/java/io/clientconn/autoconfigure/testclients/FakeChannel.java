package io.clientconn.autoconfigure.testclients;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;

/**
 * A channel that is recognised and never called.
 *
 * @param authority its name
 */
public record FakeChannel(String authority) implements Channel {

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		throw new AssertionError("not to be called");
	}

}
