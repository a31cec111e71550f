package io.clientconn.stub;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(10)
class RpcFutureTest {

	private final ScriptedChannel silent = new ScriptedChannel((call) -> {
	}, Runnable::run);

	@Test
	void theResponseCompletesIt() {
		RpcFuture<String> future = call(this.silent);

		this.silent.call().answer("hello").end(StatusCode.OK);

		assertThat(future).isCompletedWithValue("hello");
		assertThat(this.silent.call().sent).containsExactly("request!");
	}

	@Test
	void completingItAsynchronouslyCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);

		assertThat(future.completeAsync(() -> "cached", Runnable::run)).isSameAs(future);

		assertThat(future).isCompletedWithValue("cached");
		assertThat(this.silent.call().cancelled).isCompletedWithValue("the caller completed the future");
	}

	@Test
	void aSupplierThatThrowsFailsItAndCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);

		assertThat(future.completeAsync(() -> {
			throw new IllegalStateException("no cache");
		}, Runnable::run)).isCompletedExceptionally();

		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void aSupplierIsNotAskedOnceTheResponseIsThere() {
		RpcFuture<String> future = call(this.silent);
		this.silent.call().answer("hello").end(StatusCode.OK);

		assertThat(future.completeAsync(() -> {
			throw new AssertionError("asked for nothing");
		}, Runnable::run)).isCompletedWithValue("hello");
	}

	@Test
	void obtrudingAResultCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);

		future.obtrudeValue("forced");

		assertThat(future).isCompletedWithValue("forced");
		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void obtrudingAFailureCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);

		future.obtrudeException(new IllegalStateException("forced"));

		assertThat(future).isCompletedExceptionally();
		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void anErrorOfAnInterceptorFailsTheFuture() {
		Channel broken = new ScriptedChannel((call) -> {
			throw new NoClassDefFoundError("com/example/Tracing");
		});

		RpcFuture<String> future = call(broken);

		assertThat(catchThrowableOfType(StatusException.class, future::await).code()).isEqualTo(StatusCode.UNKNOWN);
		assertThat(catchThrowableOfType(ExecutionException.class, future::get)).cause()
			.hasMessageContaining("com/example/Tracing")
			.hasCauseInstanceOf(NoClassDefFoundError.class);
	}

	@Test
	void aResponseAloneDoesNotCompleteItForTheStatusMayStillBeAFailure() {
		RpcFuture<String> future = call(this.silent);

		this.silent.call().answer("hello");
		assertThat(future).isNotDone();
		this.silent.call().end(StatusCode.ABORTED);

		assertThat(future).isCompletedExceptionally();
	}

	@Test
	void aFailureCompletesItWithTheStatusExceptionItself() {
		RpcFuture<String> future = call(this.silent);
		CompletableFuture<Throwable> seen = future.handle((value, failure) -> failure);

		this.silent.call().end(StatusCode.NOT_FOUND);

		assertThat(seen.join()).isInstanceOfSatisfying(StatusException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.NOT_FOUND));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.withCauseInstanceOf(StatusException.class);
	}

	@Test
	void cancellingItCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);

		assertThat(future.cancel(true)).isTrue();

		assertThat(this.silent.call().cancelled).isCompletedWithValue("the caller cancelled the future");
		assertThatExceptionOfType(CancellationException.class).isThrownBy(future::join);
	}

	@Test
	void failingItFromOutsideCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);

		future.completeExceptionally(new IllegalStateException("not needed any more"));

		assertThat(this.silent.call().cancelled).isCompleted();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void givingItAnotherValueCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);

		future.complete("fallback");

		assertThat(this.silent.call().cancelled).isCompleted();
		assertThat(future).isCompletedWithValue("fallback");
	}

	@Test
	void itsOwnTimeoutCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);
		CompletableFuture<String> limited = future.orTimeout(1, TimeUnit.MILLISECONDS);

		assertThatExceptionOfType(ExecutionException.class).isThrownBy(limited::get)
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(this.silent.call().cancelled.join()).isNotEmpty();
	}

	@Test
	void cancellingADerivedStageLeavesTheCallAlone() {
		RpcFuture<String> future = call(this.silent);

		CompletableFuture<Integer> length = future.thenApply(String::length);
		length.cancel(true);

		assertThat(future).isNotDone();
		assertThat(this.silent.call().cancelled).isNotDone();
		assertThat(length).isNotInstanceOf(RpcFuture.class);
	}

	@Test
	void cancellingAfterTheEndDoesNothing() {
		RpcFuture<String> future = call(this.silent);
		this.silent.call().answer("hello").end(StatusCode.OK);

		assertThat(future.cancel(true)).isFalse();

		assertThat(this.silent.call().cancelled).isNotDone();
	}

	@Test
	void successWithoutAResponseIsInternal() {
		RpcFuture<String> future = call(this.silent);

		this.silent.call().end(StatusCode.OK);

		assertThat(failure(future).code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(failure(future)).hasMessageContaining("cardinality violation");
	}

	@Test
	void aSecondResponseFailsItAtOnceAndCancelsTheCall() {
		RpcFuture<String> future = call(this.silent);

		this.silent.call().answer("one", "two");

		assertThat(failure(future)).hasMessageContaining("cardinality violation");
		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void aChannelThatThrowsFailsIt() {
		RpcFuture<String> future = call(new ThrowingChannel());

		assertThat(failure(future).code()).isEqualTo(StatusCode.UNAUTHENTICATED);
	}

	@Test
	void fakesCanMakeCompletedOnes() {
		assertThat(RpcFuture.completed("hello")).isCompletedWithValue("hello");
		assertThat(failure(RpcFuture.failed(new StatusException(Status.unavailable("down")))).code())
			.isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void whoWaitsGetsTheResponse() throws Throwable {
		RpcFuture<String> future = call(this.silent);
		Parked<String> waiting = Parked.in(future::await);

		this.silent.call().answer("hello").end(StatusCode.OK);

		assertThat(waiting.result()).isEqualTo("hello");
	}

	@Test
	void whoWaitsSeesTheirOwnStackAndTheAsynchronousOneBelow() {
		RpcFuture<String> future = call(this.silent);
		this.silent.call().end(StatusCode.NOT_FOUND);

		StatusException thrown = catchThrowableOfType(StatusException.class, future::await);

		assertThat(thrown.code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(thrown.method()).isEqualTo("test.Service/Unary");
		assertThat(thrown.peer()).isNotNull();
		assertThat(thrown.getSuppressed()).containsExactly(failure(future));
		assertThat(methods(thrown)).contains("await").doesNotContain("onClose");
		assertThat(methods(thrown.getSuppressed()[0])).contains("onClose").doesNotContain("await");
	}

	@Test
	void everyWaitThrowsAnExceptionOfItsOwn() {
		RpcFuture<String> future = RpcFuture.failed(new StatusException(Status.unavailable("down")));

		StatusException first = catchThrowableOfType(StatusException.class, future::await);
		StatusException second = catchThrowableOfType(StatusException.class, future::await);

		assertThat(first).isNotSameAs(second);
		assertThat(failure(future).getSuppressed()).isEmpty();
	}

	@Test
	void anInterruptedWaitCancelsTheCallAndKeepsTheFlag() throws Throwable {
		RpcFuture<String> future = call(this.silent);
		Parked<Boolean> waiting = Parked.in(() -> {
			assertThatExceptionOfType(StatusException.class).isThrownBy(future::await)
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED));
			return Thread.currentThread().isInterrupted();
		});

		waiting.interrupt();

		assertThat(waiting.result()).isTrue();
		assertThat(this.silent.call().cancelled).isCompletedWithValue("the calling thread was interrupted");
		assertThat(failure(future).code()).isEqualTo(StatusCode.CANCELLED);
	}

	@Test
	void waitingForAFutureThatSomebodyElseCompletedSaysSo() {
		RpcFuture<String> cancelled = call(this.silent);
		cancelled.cancel(true);
		assertThatExceptionOfType(StatusException.class).isThrownBy(cancelled::await)
			.withMessageContaining("the caller cancelled the future")
			.withCauseInstanceOf(CancellationException.class);

		RpcFuture<String> completed = call(this.silent);
		completed.completeExceptionally(new IllegalArgumentException("mine"));
		assertThatExceptionOfType(StatusException.class).isThrownBy(completed::await)
			.withCauseInstanceOf(IllegalArgumentException.class)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED));
	}

	private static List<String> methods(Throwable thrown) {
		return Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getMethodName).toList();
	}

	private static RpcFuture<String> call(Channel channel) {
		return ClientCalls.unaryAsync(channel, TestMethods.UNARY, "request", RpcOptions.NONE);
	}

	private static StatusException failure(RpcFuture<String> future) {
		return (StatusException) future.handle((value, ex) -> ex).join();
	}

	/** An interceptor's refusal. */
	private static final class ThrowingChannel implements Channel {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener) {
			throw new StatusException(Status.of(StatusCode.UNAUTHENTICATED, "no token"));
		}

		@Override
		public String authority() {
			return "nowhere";
		}

	}

}
