package io.clientconn.stub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(10)
class PendingRpcTest {

	/** All that callers can do to end a call. */
	static final List<Consumer<RpcFuture<String>>> ENDINGS = List.of((future) -> future.cancel(true),
			(future) -> future.complete("mine"),
			(future) -> future.completeExceptionally(new IllegalStateException("enough")),
			(future) -> assertThat(future.completeAsync(() -> "mine", Runnable::run)).isSameAs(future),
			(future) -> future.obtrudeValue("mine"),
			(future) -> future.obtrudeException(new IllegalStateException("enough")));

	private final PendingRpc<String> pending = RpcFuture.pending();

	private final List<String> heard = new ArrayList<>();

	@Test
	void anAnswerComesLater() {
		RpcFuture<String> future = this.pending.future();
		CompletableFuture<Integer> derived = future.thenApply(String::length);
		assertThat(future).isNotDone();

		assertThat(this.pending.succeed("hello")).isTrue();

		assertThat(future).isCompletedWithValue("hello").isSameAs(this.pending.future());
		assertThat(derived).isCompletedWithValue(5);
		assertThat(future.await()).isEqualTo("hello");
	}

	@Test
	void aFailureComesLaterAndIsTheExceptionItself() {
		StatusException failure = new StatusException(Status.of(StatusCode.NOT_FOUND, "nobody of that name"));

		assertThat(this.pending.fail(failure)).isTrue();

		assertThat(this.pending.future().handle((message, thrown) -> thrown)).isCompletedWithValue(failure);
		assertThat(catchThrowableOfType(StatusException.class, this.pending.future()::await).code())
			.isEqualTo(StatusCode.NOT_FOUND);
	}

	@ParameterizedTest
	@FieldSource("ENDINGS")
	void aCallerWhoGivesUpIsSeen(Consumer<RpcFuture<String>> ending) {
		this.pending.onCancel(() -> this.heard.add("first"));
		assertThat(this.pending.isCancelled()).isFalse();

		ending.accept(this.pending.future());

		assertThat(this.pending.isCancelled()).isTrue();
		this.pending.onCancel(() -> this.heard.add("too late to wait"));
		assertThat(this.heard).containsExactly("first", "too late to wait");
		assertThat(this.pending.succeed("hello")).isFalse();
		assertThat(this.pending.fail(new StatusException(Status.internal("no")))).isFalse();
		assertThat(this.pending).hasToString("PendingRpc[cancelled]");
	}

	@ParameterizedTest
	@FieldSource("ENDINGS")
	void whatACallerDoesAfterTheAnswerIsNoCancellation(Consumer<RpcFuture<String>> ending) {
		this.pending.onCancel(() -> this.heard.add("cancelled"));
		this.pending.succeed("hello");

		ending.accept(this.pending.future());

		assertThat(this.pending.isCancelled()).isFalse();
		assertThat(this.heard).isEmpty();
		assertThat(this.pending).hasToString("PendingRpc[answered]");
	}

	@Test
	void theFirstAnswerCounts() {
		assertThat(this.pending).hasToString("PendingRpc[pending]");
		assertThat(this.pending.succeed("hello")).isTrue();
		assertThat(this.pending.succeed("again")).isFalse();
		assertThat(this.pending.fail(new StatusException(Status.internal("no")))).isFalse();

		assertThat(this.pending.future()).isCompletedWithValue("hello");
	}

	@Test
	void aTimeoutOfTheFutureIsSeen() {
		RpcFuture<String> future = this.pending.future();
		CompletableFuture<Boolean> seen = new CompletableFuture<>();
		this.pending.onCancel(() -> seen.complete(true));

		assertThat(future.orTimeout(1, TimeUnit.MILLISECONDS)).isSameAs(future);

		assertThat(seen.join()).isTrue();
	}

	@Test
	void anInterruptedWaitIsSeenAndFailsTheFuture() {
		Thread.currentThread().interrupt();

		StatusException failure = catchThrowableOfType(StatusException.class, this.pending.future()::await);

		assertThat(Thread.interrupted()).isTrue();
		assertThat(failure.code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(this.pending.isCancelled()).isTrue();
		assertThat(this.pending.future()).isCompletedExceptionally();
	}

}
