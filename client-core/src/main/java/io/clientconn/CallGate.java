package io.clientconn;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.internal.call.CallEnvironment;
import io.clientconn.internal.call.CallFactory;
import io.clientconn.internal.channel.ChannelControl;
import io.clientconn.internal.route.RouteTable;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;

/**
 * Lets calls into the channel until it is shut. From then on each new call ends as on a
 * closed channel, while those under way go on and may still look for connections.
 */
@AnyThread
final class CallGate implements Channel {

	private final CallEnvironment environment;

	private volatile CallFactory way;

	CallGate(CallEnvironment environment) {
		this.environment = environment;
		this.way = new CallFactory(environment);
	}

	void shut() {
		RouteTable nowhere = new RouteTable(Runnable::run, () -> {
		});
		nowhere.close(ChannelControl.CLOSING);
		this.way = new CallFactory(this.environment.withRoutes(nowhere));
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		return this.way.newStream(method, options, listener);
	}

	@Override
	public String authority() {
		return this.way.authority();
	}

}
