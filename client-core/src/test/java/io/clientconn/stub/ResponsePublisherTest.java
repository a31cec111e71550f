package io.clientconn.stub;

import java.util.concurrent.Flow;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Section numbers are those of the Reactive Streams rules. */
@Timeout(10)
class ResponsePublisherTest {

	private final ScriptedChannel channel = new ScriptedChannel((call) -> {
	}, Runnable::run);

	private final Flow.Publisher<String> publisher = ClientCalls.serverStreamingAsync(this.channel, TestMethods.SERVER,
			"request", RpcOptions.NONE);

	@Test
	void nothingIsCalledBeforeSomebodySubscribes() {
		assertThat(this.channel.calls).isEmpty();
	}

	@Test
	void eachSubscriberHasItsOwnCall() {
		this.publisher.subscribe(new RecordingSubscriber());
		this.publisher.subscribe(new RecordingSubscriber());

		assertThat(this.channel.calls).hasSize(2)
			.allSatisfy((call) -> assertThat(call.sent).containsExactly("request!"));
	}

	@Test
	void demandIsTheCreditOfTheCall() {
		RecordingSubscriber subscriber = subscribe(new RecordingSubscriber());
		this.channel.call().answer("a", "b", "c");
		assertThat(subscriber.signals).containsExactly("subscribed");

		subscriber.subscription().request(1);
		assertThat(subscriber.signals).containsExactly("subscribed", "a");
		subscriber.subscription().request(2);

		assertThat(subscriber.signals).containsExactly("subscribed", "a", "b", "c");
		assertThat(this.channel.call().requested()).isEqualTo(3);
	}

	@Test
	void demandFromWithinOnSubscribeIsKept() {
		subscribe(new RecordingSubscriber((subscription) -> {
			subscription.request(2);
			subscription.request(3);
		}));

		assertThat(this.channel.call().requested()).isEqualTo(5);
	}

	@Test
	void unboundedDemandIsAsMuchAsACallCanBeAsked() {
		subscribe(new RecordingSubscriber((subscription) -> subscription.request(Long.MAX_VALUE)));

		assertThat(this.channel.call().requested()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void theEndOfTheCallCompletes() {
		RecordingSubscriber subscriber = subscribe(new RecordingSubscriber((s) -> s.request(9)));

		this.channel.call().answer("a").end(StatusCode.OK);

		assertThat(subscriber.signals).containsExactly("subscribed", "a", "complete");
		assertThat(subscriber.failures).isEmpty();
	}

	@Test
	void aFailureIsTheStatusExceptionItself() {
		RecordingSubscriber subscriber = subscribe(new RecordingSubscriber());

		this.channel.call().end(StatusCode.UNAVAILABLE);

		assertThat(subscriber.failures).singleElement()
			.isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE));
	}

	@Test
	void cancellingCancelsTheCallAndNothingFollows() {
		RecordingSubscriber subscriber = subscribe(new RecordingSubscriber((s) -> s.request(9)));

		subscriber.subscription().cancel();
		subscriber.subscription().cancel();
		subscriber.subscription().request(1);
		this.channel.call().answer("late");

		assertThat(this.channel.call().cancelled).isCompleted();
		assertThat(subscriber.signals).containsExactly("subscribed");
		assertThat(subscriber.failures).isEmpty();
	}

	@Test
	void cancellingWithinOnSubscribeNeverCalls() {
		subscribe(new RecordingSubscriber(Flow.Subscription::cancel));

		assertThat(this.channel.calls).isEmpty();
	}

	@Test
	void section3Rule9DemandBelowOneIsAnErrorThatCancelsTheCall() {
		RecordingSubscriber subscriber = subscribe(new RecordingSubscriber());

		subscriber.subscription().request(0);

		assertThat(subscriber.failures).singleElement().isInstanceOf(IllegalArgumentException.class);
		assertThat(this.channel.call().cancelled).isCompleted();
	}

	@Test
	void section3Rule9HoldsWithinOnSubscribeToo() {
		RecordingSubscriber subscriber = subscribe(new RecordingSubscriber((s) -> s.request(-1)));

		assertThat(subscriber.failures).singleElement().isInstanceOf(IllegalArgumentException.class);
		assertThat(this.channel.calls).isEmpty();
	}

	@Test
	void section1Rule9ASubscriberMustNotBeNull() {
		assertThatNullPointerException().isThrownBy(() -> this.publisher.subscribe(null));
	}

	@Test
	void section2Rule13ASubscriberThatThrowsHearsNothingMore() {
		RecordingSubscriber target = new RecordingSubscriber((s) -> s.request(9));
		this.publisher.subscribe(new ThrowingSubscriber(target));

		this.channel.call().answer("a", "b");

		assertThat(this.channel.call().cancelled).isCompleted();
		assertThat(target.signals).containsExactly("subscribed", "a");
		assertThat(target.failures).isEmpty();
	}

	@Test
	void aSubscriberMayAskForOneMessageAtATime() {
		RecordingSubscriber target = new RecordingSubscriber((s) -> s.request(1));
		this.publisher.subscribe(new OneByOneSubscriber(target));

		this.channel.call().answer("a", "b", "c").end(StatusCode.OK);

		assertThat(target.signals).containsExactly("subscribed", "a", "b", "c", "complete");
	}

	private RecordingSubscriber subscribe(RecordingSubscriber subscriber) {
		this.publisher.subscribe(subscriber);
		return subscriber;
	}

	/** Breaks rule 2.13 at the first message. */
	private record ThrowingSubscriber(RecordingSubscriber target) implements Flow.Subscriber<String> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.target.onSubscribe(subscription);
		}

		@Override
		public void onNext(String message) {
			this.target.onNext(message);
			throw new IllegalStateException("cannot take it");
		}

		@Override
		public void onError(Throwable failure) {
			this.target.onError(failure);
		}

		@Override
		public void onComplete() {
			this.target.onComplete();
		}

	}

	/** Asks for the next message when it has one. */
	private record OneByOneSubscriber(RecordingSubscriber target) implements Flow.Subscriber<String> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.target.onSubscribe(subscription);
		}

		@Override
		public void onNext(String message) {
			this.target.onNext(message);
			this.target.subscription().request(1);
		}

		@Override
		public void onError(Throwable failure) {
			this.target.onError(failure);
		}

		@Override
		public void onComplete() {
			this.target.onComplete();
		}

	}

}
