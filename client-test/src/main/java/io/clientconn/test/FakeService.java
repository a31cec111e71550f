package io.clientconn.test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

/**
 * A service made of functions, one for each method that a test needs, that remembers what
 * it was asked:
 *
 * <pre class="code">
 * FakeService greeter = FakeService.builder()
 *     .unary(GreeterMethods.SAY_HELLO, (request) -&gt; reply(request.getName()))
 *     .build();
 * GreeterClient client = GreeterClient.over(greeter.channel());
 * </pre>
 *
 * A function that throws a {@link StatusException} fails its call with that status and
 * its trailers; what else it throws, failed assertions included, becomes the cause of
 * {@link StatusCode#UNKNOWN}. A method without a function is
 * {@link StatusCode#UNIMPLEMENTED}. Thread-safe; it has no threads and nothing to close.
 *
 * @since 0.1.0
 */
@AnyThread
public final class FakeService {

	private final Map<String, Method<?, ?>> methods;

	private final Map<String, List<RecordedCall<?>>> calls = new ConcurrentHashMap<>();

	private FakeService(Map<String, Method<?, ?>> methods) {
		this.methods = new TreeMap<>(methods);
	}

	/**
	 * Starts to describe a service.
	 * @return a builder without methods
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * A channel that leads to this service and nowhere else. Its time stands still: no
	 * deadline passes unless it has passed before the call.
	 * @return a new channel
	 */
	public InMemoryChannel channel() {
		return InMemoryChannel.to(this);
	}

	/**
	 * The requests of all calls of a method, in the order in which the calls began.
	 * @param <Q> the request message
	 * @param method the method
	 * @return what the service has taken so far
	 */
	public <Q> List<Q> requests(MethodDescriptor<Q, ?> method) {
		return calls(method).stream().flatMap((call) -> call.requests().stream()).toList();
	}

	/**
	 * The calls of a method, in the order in which they began.
	 * @param <Q> the request message
	 * @param method the method
	 * @return the calls so far, finished or not
	 */
	@SuppressWarnings("unchecked")
	public <Q> List<RecordedCall<Q>> calls(MethodDescriptor<Q, ?> method) {
		return this.calls.getOrDefault(method.fullName(), List.of())
			.stream()
			.map((call) -> (RecordedCall<Q>) call)
			.toList();
	}

	/**
	 * The methods that have a function, for whoever serves them on another channel.
	 * @return the methods, by name
	 */
	public List<MethodDescriptor<?, ?>> methods() {
		return this.methods.values().stream().<MethodDescriptor<?, ?>>map(Method::descriptor).toList();
	}

	/**
	 * Serves one call, for whoever brings it here on another channel.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param method what is called
	 * @param call answers it
	 * @return hears its requests; never throws
	 */
	@SuppressWarnings("unchecked")
	public <Q, R> RequestListener<Q> serve(MethodDescriptor<Q, R> method, ServedCall<R> call) {
		Method<Q, R> found = (Method<Q, R>) this.methods.get(method.fullName());
		if (found == null) {
			call.close(unimplemented(method.fullName()), Metadata.EMPTY);
			return Handlers.deaf();
		}
		RecordedCall<Q> recorded = new RecordedCall<>(call.headers());
		this.calls.computeIfAbsent(method.fullName(), (name) -> new CopyOnWriteArrayList<>()).add(recorded);
		try {
			return new GuardedListener<>(call, recorded.recording(found.handler().start(call)));
		}
		catch (Throwable ex) {
			Handlers.fail(call, ex);
			return Handlers.deaf();
		}
	}

	boolean handles(MethodDescriptor<?, ?> method) {
		return this.methods.containsKey(method.fullName());
	}

	private Status unimplemented(String method) {
		return Status.of(StatusCode.UNIMPLEMENTED,
				"the fake service has no handler for " + method + ", only for " + this.methods.keySet());
	}

	@Override
	public String toString() {
		return "FakeService" + this.methods.keySet();
	}

	/**
	 * A method and who answers it.
	 *
	 * @param descriptor the method
	 * @param handler its answer
	 */
	private record Method<Q, R>(MethodDescriptor<Q, R> descriptor, CallHandler<Q, R> handler) {

	}

	/**
	 * Collects the functions of a {@link FakeService}. A method that is given twice has
	 * the later function.
	 */
	public static final class Builder {

		private final Map<String, Method<?, ?>> methods = new TreeMap<>();

		private Builder() {
		}

		/**
		 * Answers a unary method.
		 * @param <Q> the request message
		 * @param <R> the response message
		 * @param method the method
		 * @param answer makes the response of a request
		 * @return this builder
		 */
		public <Q, R> Builder unary(MethodDescriptor<Q, R> method, Function<? super Q, ? extends R> answer) {
			return add(method, Kind.UNARY, Handlers.unary(answer));
		}

		/**
		 * Answers a method with many responses.
		 * @param <Q> the request message
		 * @param <R> the response message
		 * @param method the method
		 * @param answers makes the responses of a request; they are pulled no faster than
		 * the client reads, so there may be endlessly many
		 * @return this builder
		 */
		public <Q, R> Builder serverStreaming(MethodDescriptor<Q, R> method,
				Function<? super Q, ? extends Iterable<? extends R>> answers) {
			return add(method, Kind.SERVER_STREAMING, Handlers.serverStreaming(answers));
		}

		/**
		 * Answers a method with many requests.
		 * @param <Q> the request message
		 * @param <R> the response message
		 * @param method the method
		 * @param answer makes the response of all requests
		 * @return this builder
		 */
		public <Q, R> Builder clientStreaming(MethodDescriptor<Q, R> method,
				Function<? super List<Q>, ? extends R> answer) {
			return add(method, Kind.CLIENT_STREAMING, Handlers.clientStreaming(answer));
		}

		/**
		 * Answers a method with many requests and responses: each request when it comes.
		 * @param <Q> the request message
		 * @param <R> the response message
		 * @param method the method
		 * @param answers makes the responses of one request, possibly none
		 * @return this builder
		 */
		public <Q, R> Builder bidiStreaming(MethodDescriptor<Q, R> method,
				Function<? super Q, ? extends Iterable<? extends R>> answers) {
			return add(method, Kind.BIDI_STREAMING, Handlers.bidiStreaming(answers));
		}

		/**
		 * Answers a method of any kind by hand.
		 * @param <Q> the request message
		 * @param <R> the response message
		 * @param method the method
		 * @param handler the service's side of it
		 * @return this builder
		 */
		public <Q, R> Builder handle(MethodDescriptor<Q, R> method, CallHandler<Q, R> handler) {
			return add(method, method.kind(), handler);
		}

		private <Q, R> Builder add(MethodDescriptor<Q, R> method, Kind kind, CallHandler<Q, R> handler) {
			if (method.kind() != kind) {
				throw new IllegalArgumentException(method + " is " + method.kind() + ", not " + kind);
			}
			this.methods.put(method.fullName(), new Method<>(method, handler));
			return this;
		}

		/**
		 * Makes the service.
		 * @return a service that nobody has called
		 */
		public FakeService build() {
			return new FakeService(this.methods);
		}

	}

}
