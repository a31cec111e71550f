package io.clientconn.autoconfigure.testclients;

import java.util.List;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;

/**
 * Interceptors that leave their names behind, in the order in which they were passed.
 */
public abstract class Tracing implements ClientInterceptor {

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener, Channel next) {
		List<String> before = options.headers().getAll("x-trace");
		String trace = before.isEmpty() ? toString() : before.get(before.size() - 1) + ", " + this;
		return next.newStream(method, options.headers(Metadata.of("x-trace", trace)), listener);
	}

	@Override
	public String toString() {
		return getClass().getSimpleName();
	}

	/**
	 * One of them.
	 */
	public static class First extends Tracing {

	}

	/**
	 * Another one.
	 */
	public static class Second extends Tracing {

	}

	/**
	 * One that has a name of its own.
	 */
	public static class Named extends Tracing {

		private final String name;

		public Named(String name) {
			this.name = name;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
