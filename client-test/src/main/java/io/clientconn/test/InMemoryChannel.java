package io.clientconn.test;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;

/**
 * A channel that leads to {@link FakeService fake services} in the same process. Calls
 * behave as they do over a network: flow control, cancellation, deadlines, metadata and
 * the order of events. Messages are handed over as they are, neither encoded nor limited
 * in size.
 * <p>
 * It has no threads: services and listeners run on the thread whose action led to the
 * event, unless the call names an executor for its listener. A test with one thread is
 * therefore repeatable. Immutable, thread-safe, and never to be closed.
 *
 * @since 0.1.0
 */
@AnyThread
public final class InMemoryChannel implements Channel {

	private static final String AUTHORITY = "in-memory";

	private final List<FakeService> services;

	private final Scheduler scheduler;

	private final List<ClientInterceptor> interceptors;

	private final Channel entry;

	private InMemoryChannel(List<FakeService> services, Scheduler scheduler, List<ClientInterceptor> interceptors) {
		this.services = services;
		this.scheduler = scheduler;
		this.interceptors = interceptors;
		Channel at = new Exit(services, scheduler);
		for (int i = interceptors.size() - 1; i >= 0; i--) {
			at = new Intercepted(interceptors.get(i), at);
		}
		this.entry = at;
	}

	/**
	 * A channel on which time stands still.
	 * @param services where calls may lead; the first that knows a method gets its calls
	 * @return the channel
	 */
	public static InMemoryChannel to(FakeService... services) {
		return new InMemoryChannel(List.of(services), new ManualScheduler(), List.of());
	}

	/**
	 * This channel with a clock of yours, usually a {@link ManualScheduler}.
	 * @param scheduler the clock that deadlines go by
	 * @return a new channel
	 */
	public InMemoryChannel withScheduler(Scheduler scheduler) {
		return new InMemoryChannel(this.services, scheduler, this.interceptors);
	}

	/**
	 * This channel with one more interceptor.
	 * @param interceptor wraps every call, inside of those added before
	 * @return a new channel
	 */
	public InMemoryChannel withInterceptor(ClientInterceptor interceptor) {
		List<ClientInterceptor> all = new ArrayList<>(this.interceptors);
		all.add(interceptor);
		return new InMemoryChannel(this.services, this.scheduler, List.copyOf(all));
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		return this.entry.newStream(method, options, listener);
	}

	@Override
	public String authority() {
		return AUTHORITY;
	}

	@Override
	public String toString() {
		return "InMemoryChannel" + this.services;
	}

	/**
	 * The end of the chain.
	 *
	 * @param services where calls may lead
	 * @param scheduler the clock
	 */
	private record Exit(List<FakeService> services, Scheduler scheduler) implements Channel {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener) {
			ResponseInfo capture = options.capture();
			ResponseListener<R> hears = (capture != null) ? capture.recording(listener, this.scheduler) : listener;
			InMemoryCall<Q, R> call = new InMemoryCall<>(method, options, hears, handler(method));
			call.begin(this.scheduler);
			return call;
		}

		private <Q, R> CallHandler<Q, R> handler(MethodDescriptor<Q, R> method) {
			for (FakeService service : this.services) {
				if (service.handles(method) || this.services.size() == 1) {
					return (call) -> service.serve(method, call);
				}
			}
			return (call) -> {
				call.close(
						Status.of(StatusCode.UNIMPLEMENTED,
								"none of the fake services has a handler for " + method + ": " + this.services),
						Metadata.EMPTY);
				return Handlers.deaf();
			};
		}

		@Override
		public String authority() {
			return AUTHORITY;
		}

	}

	/**
	 * An interceptor and what comes after it.
	 *
	 * @param interceptor wraps calls
	 * @param next the rest of the chain
	 */
	private record Intercepted(ClientInterceptor interceptor, Channel next) implements Channel {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener) {
			return this.interceptor.newStream(method, options, listener, this.next);
		}

		@Override
		public String authority() {
			return AUTHORITY;
		}

	}

}
