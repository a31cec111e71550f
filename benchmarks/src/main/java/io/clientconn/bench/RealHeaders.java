package io.clientconn.bench;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;

/**
 * The headers that real applications send, put in by an interceptor as they would: two
 * that stay ({@code authorization} and {@code x-tenant}) and two that are others for each
 * call ({@code traceparent} and {@code x-request-id}). Values that change are made
 * beforehand, so that making them is not measured.
 */
final class RealHeaders {

	static final List<String> NAMES = List.of("authorization", "x-tenant", "traceparent", "x-request-id");

	private static final String TOKEN = "Bearer " + "eyJhbGciOiJSUzI1NiJ9.".repeat(12);

	private static final String TENANT = "orders-of-europe";

	/** A power of two, and more than the table of any connection can hold. */
	private static final int VARIETY = 1024;

	private static final List<String> TRACES = varied("00-%032x-00f067aa0ba902b7-01");

	private static final List<String> REQUESTS = varied("7d3c1f8e-4b2a-4c6d-9e1f-%012x");

	private static final AtomicInteger CALLS = new AtomicInteger();

	private RealHeaders() {
	}

	private static int next() {
		return CALLS.getAndIncrement() & (VARIETY - 1);
	}

	private static List<String> varied(String pattern) {
		return IntStream.range(0, VARIETY)
			.mapToObj((number) -> String.format(Locale.ROOT, pattern, number * 0x9e3779b9L & 0xffffffffL))
			.toList();
	}

	/** For our client. */
	static ClientInterceptor ours() {
		io.clientconn.rpc.Metadata constant = io.clientconn.rpc.Metadata.builder()
			.add(NAMES.get(0), TOKEN)
			.add(NAMES.get(1), TENANT)
			.build();
		return new ClientInterceptor() {

			@Override
			public <Q, R> ClientStream<Q> newStream(io.clientconn.rpc.MethodDescriptor<Q, R> method, RpcOptions options,
					ResponseListener<R> listener, Channel next) {
				int number = RealHeaders.next();
				io.clientconn.rpc.Metadata headers = constant.toBuilder()
					.add(NAMES.get(2), TRACES.get(number))
					.add(NAMES.get(3), REQUESTS.get(number))
					.build();
				return next.newStream(method, options.headers(headers), listener);
			}

		};
	}

	/** For grpc-java's stubs. */
	static io.grpc.ClientInterceptor grpcJava() {
		List<Metadata.Key<String>> keys = NAMES.stream()
			.map((name) -> Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))
			.toList();
		Metadata constant = new Metadata();
		constant.put(keys.get(0), TOKEN);
		constant.put(keys.get(1), TENANT);
		return new io.grpc.ClientInterceptor() {

			@Override
			public <Q, R> ClientCall<Q, R> interceptCall(io.grpc.MethodDescriptor<Q, R> method, CallOptions options,
					io.grpc.Channel next) {
				return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

					@Override
					public void start(Listener<R> listener, Metadata headers) {
						int number = RealHeaders.next();
						headers.merge(constant);
						headers.put(keys.get(2), TRACES.get(number));
						headers.put(keys.get(3), REQUESTS.get(number));
						super.start(listener, headers);
					}

				};
			}

		};
	}

}
