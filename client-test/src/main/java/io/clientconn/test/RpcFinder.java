package io.clientconn.test;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ClientFactories;

/**
 * Finds which RPC a method of a generated interface calls: asks the generated client,
 * over a channel that refuses everything. Used by one thread.
 */
final class RpcFinder implements Channel {

	private final List<MethodDescriptor<?, ?>> seen = new ArrayList<>();

	private final Object client;

	RpcFinder(Class<?> type) {
		this.client = ClientFactories.create(type, this);
	}

	/**
	 * Finds the RPC of a method.
	 * @param primary a method with options
	 */
	@SuppressWarnings("unchecked")
	MethodDescriptor<Object, Object> find(Method primary) {
		this.seen.clear();
		Class<?>[] types = primary.getParameterTypes();
		Object[] arguments = new Object[types.length];
		for (int i = 0; i < types.length; i++) {
			arguments[i] = argument(types[i]);
		}
		try {
			if (ClientMethod.call(this.client, primary, arguments) instanceof Flow.Publisher<?> publisher) {
				publisher.subscribe(new TestSubscriber<>());
			}
		}
		catch (StatusException ex) {
			// The refusal of this channel.
		}
		if (this.seen.isEmpty()) {
			throw new IllegalArgumentException(primary + " calls nothing");
		}
		return (MethodDescriptor<Object, Object>) this.seen.get(0);
	}

	private static Object argument(Class<?> type) {
		if (type == RpcOptions.class) {
			return RpcOptions.NONE;
		}
		if (type == Iterable.class) {
			return List.of();
		}
		boolean many = type == Flow.Publisher.class || ReactorTypes.isFlux(type);
		return many ? new ListPublisher<>(List.of()) : SampleMessages.of(type, 0);
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		this.seen.add(method);
		throw new StatusException(Status.internal("this channel only looks at methods"));
	}

	@Override
	public String authority() {
		return "nowhere";
	}

}
