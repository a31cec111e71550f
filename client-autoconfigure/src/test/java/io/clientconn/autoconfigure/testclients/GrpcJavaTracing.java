package io.clientconn.autoconfigure.testclients;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * An interceptor of grpc-java that leaves its name behind: names stand in the order in
 * which the interceptors were passed, the outermost first.
 */
public class GrpcJavaTracing implements ClientInterceptor {

	private static final Metadata.Key<String> TRACE = Metadata.Key.of("x-trace", Metadata.ASCII_STRING_MARSHALLER);

	private static final CallOptions.Key<String> PASSED = CallOptions.Key.createWithDefault("passed", "");

	private final String name;

	public GrpcJavaTracing(String name) {
		this.name = name;
	}

	protected String name() {
		return this.name;
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		String before = options.getOption(PASSED);
		String trace = before.isEmpty() ? name() : before + ", " + name();
		return new SimpleForwardingClientCall<>(next.newCall(method, options.withOption(PASSED, trace))) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				headers.discardAll(TRACE);
				headers.put(TRACE, trace);
				super.start(listener, headers);
			}

		};
	}

	/** One that is made without arguments. */
	public static class Own extends GrpcJavaTracing {

		public Own() {
			super("own");
		}

	}

}
