package io.clientconn.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.PendingRpc;
import io.clientconn.stub.RpcFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class ResponseMonoTest {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final StatusException failure = new StatusException(Status.of(StatusCode.NOT_FOUND, "nobody"));

	private final List<PendingRpc<String>> calls = new ArrayList<>();

	private final Mono<String> mono = ResponseMono.of((context) -> call());

	private final List<Throwable> dropped = new ArrayList<>();

	@BeforeEach
	void watchWhatIsDropped() {
		Hooks.onErrorDropped(this.dropped::add);
		Hooks.onNextDropped((message) -> this.dropped.add(new AssertionError("dropped " + message)));
	}

	@AfterEach
	void nothingWasDropped() {
		Hooks.resetOnErrorDropped();
		Hooks.resetOnNextDropped();
		assertThat(this.dropped).isEmpty();
	}

	private RpcFuture<String> call() {
		PendingRpc<String> call = RpcFuture.pending();
		this.calls.add(call);
		return call.future();
	}

	@Test
	void eachSubscriptionIsOneCallAndNoneStartsEarlier() {
		assertThat(this.calls).isEmpty();

		StepVerifier.create(this.mono)
			.then(() -> this.calls.get(0).succeed("one"))
			.expectNext("one")
			.expectComplete()
			.verify(PATIENCE);
		StepVerifier.create(this.mono)
			.then(() -> this.calls.get(1).succeed("two"))
			.expectNext("two")
			.expectComplete()
			.verify(PATIENCE);

		assertThat(this.calls).hasSize(2);
	}

	@Test
	void aFailureIsTheExceptionItself() {
		StepVerifier.create(this.mono)
			.then(() -> this.calls.get(0).fail(this.failure))
			.expectErrorSatisfies((thrown) -> assertThat(thrown).isSameAs(this.failure))
			.verify(PATIENCE);
	}

	@Test
	void aResponseWaitsForDemand() {
		StepVerifier.create(this.mono, 0)
			.expectSubscription()
			.then(() -> this.calls.get(0).succeed("early"))
			.then(() -> assertThat(this.calls.get(0).future()).isDone())
			.thenRequest(1)
			.expectNext("early")
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void aFailureDoesNotWaitForDemand() {
		StepVerifier.create(this.mono, 0)
			.expectSubscription()
			.then(() -> this.calls.get(0).fail(this.failure))
			.expectErrorSatisfies((thrown) -> assertThat(thrown).isSameAs(this.failure))
			.verify(PATIENCE);
	}

	@Test
	void moreDemandThanThereIsChangesNothing() {
		Signals signals = new Signals();
		this.mono.subscribe((CoreSubscriber<String>) signals);

		signals.upstream().request(1);
		signals.upstream().request(Long.MAX_VALUE);
		this.calls.get(0).succeed("one");
		signals.upstream().request(1);

		assertThat(signals.heard).containsExactly("one", "complete");
	}

	@Test
	void cancellingCancelsTheCallAndNothingFollows() {
		Disposable subscription = this.mono.subscribe();

		subscription.dispose();

		assertThat(this.calls.get(0).isCancelled()).isTrue();
		assertThat(this.calls.get(0).fail(this.failure)).isFalse();
	}

	@Test
	void cancellingAfterTheAnswerLeavesItAlone() {
		Signals signals = new Signals();
		this.mono.subscribe((CoreSubscriber<String>) signals);
		this.calls.get(0).succeed("unwanted");

		signals.upstream().cancel();
		signals.upstream().request(1);

		assertThat(signals.heard).isEmpty();
		assertThat(this.calls.get(0).isCancelled()).isFalse();
	}

	@Test
	void aFailureBetweenCancellationAndItsEffectIsNotDropped() {
		Signals signals = new Signals();
		MonoSubscription<String> subscription = new MonoSubscription<>(signals);
		PendingRpc<String> call = RpcFuture.pending();
		call.fail(this.failure);
		subscription.request(1);

		subscription.cancel();
		subscription.attach(call.future());
		subscription.fail(this.failure);

		assertThat(signals.heard).isEmpty();
	}

	@Test
	void whatASubscriberThrowsIsReportedAsDropped() {
		IllegalStateException thrown = new IllegalStateException("a subscriber must not throw");
		MonoSubscription<String> subscription = new MonoSubscription<>(new Signals() {
			@Override
			public void onNext(String message) {
				throw thrown;
			}
		});
		PendingRpc<String> call = RpcFuture.pending();
		subscription.request(1);
		subscription.attach(call.future());

		call.succeed("hello");

		assertThat(this.dropped).containsExactly(thrown);
		this.dropped.clear();
	}

	@Test
	void aSubscriberThatCancelsAtTheResponseHearsNothingMore() {
		Signals signals = new Signals() {
			@Override
			public void onNext(String message) {
				super.onNext(message);
				upstream().cancel();
			}
		};
		this.mono.subscribe((CoreSubscriber<String>) signals);
		signals.upstream().request(1);

		this.calls.get(0).succeed("enough");

		assertThat(signals.heard).containsExactly("enough");
		assertThat(this.calls.get(0).isCancelled()).isFalse();
	}

	@Test
	void aSubscriberThatCancelsAtOnceStartsNoCall() {
		this.mono.subscribe(new BaseSubscriber<>() {
			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				cancel();
			}
		});

		assertThat(this.calls).isEmpty();
	}

	@Test
	void aCallThatWasCancelledWhileItStartedIsCancelled() {
		Signals signals = new Signals();
		Mono<String> slow = ResponseMono.of((context) -> {
			signals.upstream().cancel();
			return call();
		});

		slow.subscribe((CoreSubscriber<String>) signals);

		assertThat(this.calls.get(0).isCancelled()).isTrue();
		assertThat(signals.heard).isEmpty();
	}

	@Test
	void anIllegalDemandEndsTheCall() {
		Signals signals = new Signals();
		this.mono.subscribe((CoreSubscriber<String>) signals);

		signals.upstream().request(0);
		signals.upstream().request(1);

		assertThat(signals.heard).singleElement()
			.asString()
			.contains("IllegalArgumentException", "at least 1, but is 0");
		assertThat(this.calls.get(0).isCancelled()).isTrue();
	}

	@Test
	void whatCannotBeStartedFails() {
		StepVerifier.create(ResponseMono.of((context) -> {
			throw new ClassCastException("no deadline");
		})).expectError(ClassCastException.class).verify(PATIENCE);
	}

	/** Takes down signals and asks for nothing. */
	private static class Signals implements CoreSubscriber<String> {

		final List<String> heard = new ArrayList<>();

		private final List<Subscription> subscriptions = new ArrayList<>();

		Subscription upstream() {
			return this.subscriptions.get(0);
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscriptions.add(subscription);
		}

		@Override
		public void onNext(String message) {
			this.heard.add(message);
		}

		@Override
		public void onError(Throwable failure) {
			this.heard.add(failure.toString());
		}

		@Override
		public void onComplete() {
			this.heard.add("complete");
		}

	}

}
