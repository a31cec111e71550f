package io.clientconn.stub;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;

/**
 * Calls of a method with many responses, one for each subscriber. Immutable and
 * thread-safe. Never calls before somebody subscribes.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
final class ResponsePublisher<Q, R> implements Flow.Publisher<R> {

	private final Channel channel;

	private final MethodDescriptor<Q, R> method;

	private final RpcOptions options;

	private final Supplier<RequestFeed<Q>> feeds;

	ResponsePublisher(Channel channel, MethodDescriptor<Q, R> method, Supplier<RequestFeed<Q>> feeds,
			RpcOptions options) {
		this.channel = channel;
		this.method = method;
		this.options = options;
		this.feeds = feeds;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super R> subscriber) {
		Objects.requireNonNull(subscriber, "subscriber");
		RequestFeed<Q> feed = this.feeds.get();
		ResponseSubscription<R> subscription = new ResponseSubscription<>(this.method.fullName(), subscriber, feed);
		if (!subscription.begin()) {
			return;
		}
		ClientStream<Q> stream;
		try {
			stream = this.channel.newStream(this.method, this.options, subscription);
		}
		catch (RuntimeException | Error ex) {
			// Nobody holds the call, if there was one, and its own end is not told.
			subscription.finish(Outcomes.brokenBy(ex));
			return;
		}
		subscription.attach(stream);
		try {
			feed.start(stream);
		}
		catch (RuntimeException | Error ex) {
			subscription.fail(new StatusException(this.method.fullName(), Outcomes.brokenBy(ex)));
		}
	}

	@Override
	public String toString() {
		return "ResponsePublisher[" + this.method + "]";
	}

}
