package io.clientconn.reactor;

import java.util.function.Function;

import io.clientconn.stub.RpcFuture;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Calls with one response, one for each subscriber. Immutable and thread-safe. Not
 * {@code Mono.fromFuture}, which hands a failure that comes at the moment of a
 * cancellation to {@code Hooks.onErrorDropped}.
 *
 * @param <R> the response message
 */
final class ResponseMono<R> extends Mono<R> {

	private final Function<ContextView, RpcFuture<R>> call;

	private ResponseMono(Function<ContextView, RpcFuture<R>> call) {
		this.call = call;
	}

	/**
	 * Describes calls.
	 * @param call starts one under the context of its subscriber
	 */
	static <R> Mono<R> of(Function<ContextView, RpcFuture<R>> call) {
		return onAssembly(new ResponseMono<>(call));
	}

	@Override
	public void subscribe(CoreSubscriber<? super R> subscriber) {
		MonoSubscription<R> subscription = new MonoSubscription<>(subscriber);
		subscriber.onSubscribe(subscription);
		if (subscription.isOver()) {
			return;
		}
		RpcFuture<R> future;
		try {
			future = this.call.apply(subscriber.currentContext());
		}
		catch (RuntimeException ex) {
			// Something in the context that is not what its key says.
			subscription.fail(ex);
			return;
		}
		subscription.attach(future);
	}

}
