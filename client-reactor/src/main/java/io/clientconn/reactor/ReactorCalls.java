package io.clientconn.reactor;

import java.util.Objects;
import java.util.concurrent.Flow;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ClientCalls;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Describes calls as {@code Mono} and {@code Flux}. Nothing is sent before somebody
 * subscribes, and each subscription is a call of its own. Cancelling a subscription
 * cancels its call, and nothing is signalled after that. A call that fails ends its
 * publisher with the {@link StatusException} itself. Deadline and headers that stand in
 * the Reactor context apply, as {@link RpcContext} says.
 * <p>
 * Signals come on the callback executor of the call; {@code publishOn} moves them.
 * Generated clients of the flavour reactor consist of calls to this class; it can be used
 * by hand with any method descriptor. Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class ReactorCalls {

	private ReactorCalls() {
	}

	/**
	 * Describes calls of a unary method.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param request the request
	 * @param options what each call asks for
	 * @return the response of a call for each subscriber
	 */
	public static <Q, R> Mono<R> unary(Channel channel, MethodDescriptor<Q, R> method, Q request, RpcOptions options) {
		check(channel, method, Kind.UNARY, options);
		Objects.requireNonNull(request, "request");
		return ResponseMono
			.of((context) -> ClientCalls.unaryAsync(channel, method, request, RpcContext.under(context, options)));
	}

	/**
	 * Describes calls of a method with many responses. The demand of a subscriber is the
	 * flow control of its call, one to one: {@code limitRate} says how many responses the
	 * server may send ahead.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param request the request
	 * @param options what each call asks for
	 * @return the responses of a call for each subscriber
	 */
	public static <Q, R> Flux<R> serverStreaming(Channel channel, MethodDescriptor<Q, R> method, Q request,
			RpcOptions options) {
		check(channel, method, Kind.SERVER_STREAMING, options);
		Objects.requireNonNull(request, "request");
		return Flux.deferContextual((context) -> JdkFlowAdapter.flowPublisherToFlux(
				ClientCalls.serverStreamingAsync(channel, method, request, RpcContext.under(context, options))));
	}

	/**
	 * Describes calls of a method with many requests.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param requests what to send; each call subscribes to it once, under the context of
	 * its own subscriber, and asks for one message at a time, while the connection can
	 * take it. If it fails the call is cancelled; if the call ends it is cancelled
	 * @param options what each call asks for
	 * @return the response of a call for each subscriber
	 */
	public static <Q, R> Mono<R> clientStreaming(Channel channel, MethodDescriptor<Q, R> method,
			Flux<? extends Q> requests, RpcOptions options) {
		check(channel, method, Kind.CLIENT_STREAMING, options);
		Objects.requireNonNull(requests, "requests");
		return ResponseMono.of((context) -> ClientCalls.clientStreamingAsync(channel, method, flow(requests, context),
				RpcContext.under(context, options)));
	}

	/**
	 * Describes calls of a method with many requests and responses.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param requests what to send, treated as in {@link #clientStreaming}
	 * @param options what each call asks for
	 * @return the responses of a call for each subscriber, with demand as in
	 * {@link #serverStreaming}
	 */
	public static <Q, R> Flux<R> bidiStreaming(Channel channel, MethodDescriptor<Q, R> method,
			Flux<? extends Q> requests, RpcOptions options) {
		check(channel, method, Kind.BIDI_STREAMING, options);
		Objects.requireNonNull(requests, "requests");
		return Flux.deferContextual((context) -> JdkFlowAdapter.flowPublisherToFlux(ClientCalls
			.bidiStreamingAsync(channel, method, flow(requests, context), RpcContext.under(context, options))));
	}

	private static <Q> Flow.Publisher<? extends Q> flow(Flux<? extends Q> requests, ContextView context) {
		return JdkFlowAdapter.publisherToFlowPublisher(requests.contextWrite(context));
	}

	/**
	 * At once, as mistakes of the code that calls do not belong to a subscriber.
	 */
	private static void check(Channel channel, MethodDescriptor<?, ?> method, Kind expected, RpcOptions options) {
		Objects.requireNonNull(channel, "channel");
		Objects.requireNonNull(options, "options");
		if (method.kind() != expected) {
			throw new IllegalArgumentException(method + " is " + method.kind() + ", not " + expected);
		}
	}

}
