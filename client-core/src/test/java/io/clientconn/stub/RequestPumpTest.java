package io.clientconn.stub;

import java.time.Duration;
import java.util.concurrent.Flow;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

@Timeout(10)
class RequestPumpTest {

	private final ScriptedChannel channel = new ScriptedChannel((call) -> {
	}, Runnable::run);

	private final ScriptedPublisher requests = new ScriptedPublisher();

	private RpcFuture<String> upload = new RpcFuture<>("test.Service/Upload");

	@Test
	void nothingIsAskedForBeforeTheCallIsReady() {
		this.upload = upload();

		assertThat(this.requests.demand()).isZero();
		assertThat(this.upload).isNotDone();
	}

	@Test
	void oneMessageAtATimeIsAskedForWhileTheCallIsReady() {
		this.upload = upload();
		this.channel.call().ready(true);
		assertThat(this.requests.demand()).isEqualTo(1);

		this.channel.call().ready(true);
		assertThat(this.requests.demand()).as("one is outstanding").isEqualTo(1);
		this.requests.emit("a");

		assertThat(this.requests.demand()).isEqualTo(1);
		assertThat(this.channel.call().sent).containsExactly("a");
	}

	@Test
	@SuppressWarnings("NullAway") // what a publisher must not do
	void aPublisherThatEmitsNullCancelsTheCall() {
		this.upload = upload();
		this.channel.call().ready(true);

		assertThatNullPointerException().isThrownBy(() -> this.requests.subscriber().onNext(null))
			.withMessage("the publisher of the requests called onNext with null");

		assertThat(this.upload).isCompletedExceptionally();
		assertThat(this.channel.call().cancelled)
			.isCompletedWithValue("the publisher of the requests called onNext with null");
		assertThat(this.requests.cancelled()).isTrue();
	}

	@Test
	@SuppressWarnings("NullAway") // what a publisher must not do
	void aPublisherThatFailsWithNullCancelsTheCall() {
		this.upload = upload();

		assertThatNullPointerException().isThrownBy(() -> this.requests.subscriber().onError(null));

		assertThat(this.upload).isCompletedExceptionally();
	}

	@Test
	void nothingIsAskedForWhileTheCallIsNotReady() {
		this.upload = upload();
		this.channel.call().ready(true);
		this.channel.call().ready(false);
		this.requests.emit("a");
		assertThat(this.requests.demand()).isZero();

		this.channel.call().ready(true);

		assertThat(this.requests.demand()).isEqualTo(1);
	}

	@Test
	void itsCompletionClosesTheSendingSide() {
		RpcFuture<String> future = upload();
		this.channel.call().ready(true);
		this.requests.emit("a");

		this.requests.complete();
		this.channel.call().answer("done").end(StatusCode.OK);

		assertThat(this.channel.call().sent).containsExactly("a", "halfClose");
		assertThat(future).isCompletedWithValue("done");
		assertThat(this.requests.cancelled()).as("it had ended").isFalse();
	}

	@Test
	void itsFailureCancelsTheCallAndIsTheCause() {
		RpcFuture<String> future = upload();
		IllegalStateException failure = new IllegalStateException("source broke");

		this.requests.fail(failure);

		assertThat(this.channel.call().cancelled).isCompleted();
		StatusException reported = (StatusException) future.handle((value, ex) -> ex).join();
		assertThat(reported.code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(reported).hasCause(failure);
	}

	@Test
	void theEndOfTheCallCancelsIt() {
		RpcFuture<String> future = upload();
		this.channel.call().ready(true);

		this.channel.call().answer("enough").end(StatusCode.OK);
		this.requests.emit("late");

		assertThat(future).isCompletedWithValue("enough");
		assertThat(this.requests.cancelled()).isTrue();
		assertThat(this.channel.call().sent).isEmpty();
	}

	@Test
	void cancellingTheFutureCancelsIt() {
		upload().cancel(true);

		assertThat(this.requests.cancelled()).isTrue();
	}

	@Test
	void aSecondSubscriptionIsCancelled() {
		this.upload = upload();
		ScriptedPublisher second = new ScriptedPublisher();

		second.subscribe(this.requests.subscriber());

		assertThat(second.cancelled()).isTrue();
		assertThat(this.requests.cancelled()).isFalse();
	}

	@Test
	void bidirectionalCallsSendAndReceiveAtTheirOwnPace() {
		RecordingSubscriber responses = new RecordingSubscriber((s) -> s.request(1));
		chat().subscribe(responses);
		this.channel.call().ready(true);

		this.requests.emit("a");
		this.requests.emit("b");
		this.channel.call().answer("x", "y");

		assertThat(this.channel.call().sent).containsExactly("a", "b");
		assertThat(responses.signals).containsExactly("subscribed", "x");
	}

	@Test
	void cancellingTheResponsesCancelsTheRequests() {
		RecordingSubscriber responses = new RecordingSubscriber();
		chat().subscribe(responses);

		responses.subscription().cancel();

		assertThat(this.channel.call().cancelled).isCompleted();
		assertThat(this.requests.cancelled()).isTrue();
	}

	@Test
	void aStreamThatCannotBeClosedIsCancelled() {
		IllegalStateException boom = new IllegalStateException("boom");
		this.upload = uploadOver(new BrokenStream(boom, false));
		this.channel.call().ready(true);

		this.requests.complete();

		assertThat(this.channel.call().cancelled).isCompletedWithValue("the end of the requests could not be sent");
		assertThat(this.upload).failsWithin(Duration.ZERO).withThrowableThat().havingRootCause().withMessage("boom");
	}

	@Test
	void aStreamThatCannotSayWhetherItIsReadyIsCancelledAndSoAreTheRequests() {
		this.upload = uploadOver(new BrokenStream(new IllegalStateException("boom"), true));
		this.channel.call().ready(true);

		assertThat(this.channel.call().cancelled).isCompletedWithValue("no request could be asked for");
		assertThat(this.requests.cancelled()).isTrue();
		assertThat(this.requests.demand()).isZero();
		assertThat(this.upload).failsWithin(Duration.ZERO).withThrowableThat().havingRootCause().withMessage("boom");
	}

	private RpcFuture<String> uploadOver(BrokenStream broken) {
		return ClientCalls.clientStreamingAsync(broken.around(this.channel), TestMethods.CLIENT, this.requests,
				RpcOptions.NONE);
	}

	private RpcFuture<String> upload() {
		return ClientCalls.clientStreamingAsync(this.channel, TestMethods.CLIENT, this.requests, RpcOptions.NONE);
	}

	private Flow.Publisher<String> chat() {
		return ClientCalls.bidiStreamingAsync(this.channel, TestMethods.BIDI, this.requests, RpcOptions.NONE);
	}

	/**
	 * An interceptor whose streams throw.
	 */
	private record BrokenStream(RuntimeException failure, boolean whenAsked) implements ClientInterceptor {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener, Channel next) {
			ClientStream<Q> inner = next.newStream(method, options, listener);
			return new ClientStream<>() {

				@Override
				public void send(Q message, int flags) {
					inner.send(message, flags);
				}

				@Override
				public void halfClose() {
					throw BrokenStream.this.failure;
				}

				@Override
				public void request(int count) {
					inner.request(count);
				}

				@Override
				public void cancel(String reason, @Nullable Throwable cause) {
					inner.cancel(reason, cause);
				}

				@Override
				public boolean isReady() {
					if (BrokenStream.this.whenAsked) {
						throw BrokenStream.this.failure;
					}
					return inner.isReady();
				}

			};
		}

	}

}
