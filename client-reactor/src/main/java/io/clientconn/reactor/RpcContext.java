package io.clientconn.reactor;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import io.clientconn.rpc.Deadline;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RpcOptions;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What a Reactor context says about the calls above it: a deadline and request headers.
 * They stand in the context under the keys {@code Deadline.class} and
 * {@code Metadata.class}, and are read when a call is subscribed to:
 *
 * <pre class="code">
 * greeter.sayHello(request).contextWrite(RpcContext.header("x-tenant", "acme"));
 * </pre>
 *
 * The options of a call add to that. Of two deadlines the one that passes first is in
 * force. A header that the options set replaces those of the same name in the context; in
 * the same way, what is written nearer to the call replaces what is written further
 * downstream. Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class RpcContext {

	private RpcContext() {
	}

	/**
	 * Limits the calls above to a point in time, by the wall clock.
	 * @param deadline when the calls have to be over
	 * @return for {@code contextWrite} of {@code Mono} and {@code Flux}
	 */
	public static Function<Context, Context> deadline(Instant deadline) {
		Deadline limit = Deadline.at(deadline);
		return (context) -> limit(context, limit);
	}

	/**
	 * Limits each of the calls above to a time of its own, counted from its start.
	 * @param timeout the time; zero or less fails the calls at once
	 * @return for {@code contextWrite} of {@code Mono} and {@code Flux}
	 */
	public static Function<Context, Context> timeout(Duration timeout) {
		Deadline limit = Deadline.after(timeout);
		return (context) -> limit(context, limit);
	}

	/**
	 * Gives a request header to the calls above.
	 * @param name the name; base64 text goes with names that end in {@code -bin}
	 * @param value the value
	 * @return for {@code contextWrite} of {@code Mono} and {@code Flux}
	 * @throws IllegalArgumentException if name or value are not allowed in metadata
	 */
	public static Function<Context, Context> header(String name, String value) {
		return headers(Metadata.of(name, value));
	}

	/**
	 * Gives request headers to the calls above.
	 * @param headers the headers
	 * @return for {@code contextWrite} of {@code Mono} and {@code Flux}
	 */
	public static Function<Context, Context> headers(Metadata headers) {
		return (context) -> {
			Metadata outer = context.hasKey(Metadata.class) ? context.get(Metadata.class) : Metadata.EMPTY;
			return context.put(Metadata.class, without(outer, headers).and(headers));
		};
	}

	/**
	 * The options of a call that is subscribed to under a context.
	 */
	static RpcOptions under(ContextView context, RpcOptions options) {
		RpcOptions all = options;
		if (context.hasKey(Deadline.class)) {
			Deadline limit = context.get(Deadline.class);
			Deadline own = options.deadline();
			all = all.deadline((own != null) ? own.sooner(limit) : limit);
		}
		if (context.hasKey(Metadata.class)) {
			Metadata ambient = context.get(Metadata.class);
			all = all.headers(without(ambient, options.headers()));
		}
		return all;
	}

	private static Context limit(Context context, Deadline limit) {
		Deadline outer = context.hasKey(Deadline.class) ? context.get(Deadline.class) : limit;
		return context.put(Deadline.class, outer.sooner(limit));
	}

	/**
	 * Headers without those that others replace.
	 */
	private static Metadata without(Metadata headers, Metadata replacing) {
		Metadata.Builder left = headers.toBuilder();
		replacing.names().forEach(left::remove);
		return left.build();
	}

}
