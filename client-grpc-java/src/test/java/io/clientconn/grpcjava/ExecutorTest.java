package io.clientconn.grpcjava;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B4: what the executor of a call is used for. Blocking stubs drain theirs themselves,
 * and stop with the end of the call.
 */
class ExecutorTest extends CallFixture {

	ExecutorTest() throws IOException {
	}

	/** Not on grpc-java, which may leave a task behind that its channel waits for. */
	@ParameterizedTest
	@EnumSource(names = "CLIENT_CONN")
	void b4CallbacksRunOnTheExecutorOfTheCallAndNothingAfterTheLast(Side side) throws Exception {
		Drained executor = new Drained();
		AtomicInteger callbacks = new AtomicInteger();
		this.heard.doing((event) -> {
			assertThat(executor.running).as(event).isTrue();
			callbacks.incrementAndGet();
		});
		ClientCall<String, String> call = call(side, MethodType.BIDI_STREAMING,
				(options) -> options.withExecutor(executor));
		call.start(this.heard, new Metadata());
		call.request(5);
		call.sendMessage("one");
		call.sendMessage("two");
		call.halfClose();
		while (!this.heard.isClosed()) {
			executor.runNext();
		}
		assertThat(this.heard.events()).containsExactly("headers", "message one", "message two", "close OK");
		int tasks = executor.tasks.get();
		if (side == Side.CLIENT_CONN) {
			assertThat(tasks).as("nothing but callbacks").isLessThanOrEqualTo(callbacks.get());
		}
		call.request(1);
		call.cancel("late", null);
		this.channel.shutdown();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(executor.tasks).as("after the end").hasValue(tasks);
	}

	@ParameterizedTest
	@EnumSource
	void b4NoCallbackComesOutOfAMethodOfTheCall(Side side) throws Exception {
		Drained executor = new Drained();
		ClientCall<String, String> call = call(side, MethodType.UNARY,
				(options) -> options.withExecutor(executor).withDeadlineAfter(-1, TimeUnit.SECONDS));
		unary(call, new Metadata());
		assertThat(this.heard.events()).isEmpty();
		while (!this.heard.isClosed()) {
			executor.runNext();
		}
		assertThat(this.heard.events()).containsExactly("close DEADLINE_EXCEEDED");
	}

	@Test
	void b4AnExecutorThatRejectsEndsItsCallOnly() throws Exception {
		ClientCall<String, String> call = call(Side.CLIENT_CONN, MethodType.UNARY,
				(options) -> options.withExecutor((task) -> {
					throw new RejectedExecutionException("full");
				}));
		unary(call, new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		Heard other = new Heard();
		ClientCall<String, String> next = call(Side.CLIENT_CONN, MethodType.UNARY);
		next.start(other, new Metadata());
		next.request(2);
		next.sendMessage("x");
		next.halfClose();
		assertThat(other.status().isOk()).isTrue();
	}

	@Test
	void b17ACallThatNobodyReadsDoesNotKeepItsChannel() throws Exception {
		warmUp(Side.CLIENT_CONN);
		Drained executor = new Drained();
		ClientCall<String, String> call = call(Side.CLIENT_CONN, MethodType.BIDI_STREAMING,
				(options) -> options.withExecutor(executor));
		call.start(this.heard, new Metadata());
		call.sendMessage("one");
		call.halfClose();
		this.channel.shutdown();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.heard.events()).isEmpty();
		// The message that nobody read is held until then.
		call.cancel("nobody reads it", null);
		while (!this.heard.isClosed()) {
			executor.runNext();
		}
	}

	@ParameterizedTest
	@EnumSource
	void b4TheContextOfTheExecutorComesBack(Side side) throws Exception {
		Drained executor = new Drained();
		Context.Key<String> key = Context.key("who");
		unary(call(side, MethodType.UNARY, (options) -> options.withExecutor(executor)), new Metadata());
		Context mine = Context.current().withValue(key, "drainer");
		Context before = mine.attach();
		try {
			while (!this.heard.isClosed()) {
				executor.runNext();
				assertThat(key.get()).isEqualTo("drainer");
			}
		}
		finally {
			mine.detach(before);
		}
	}

	@Test
	void b4ADirectExecutorMayCallBackAtOnce() throws Exception {
		ClientCall<String, String> call = call(Side.CLIENT_CONN, MethodType.UNARY,
				(options) -> options.withExecutor(Runnable::run).withDeadlineAfter(-1, TimeUnit.SECONDS));
		this.heard.doing((event) -> {
			call.request(1);
			call.cancel("too late", null);
		});
		call.start(this.heard, new Metadata());
		assertThat(this.heard.events()).containsExactly("close DEADLINE_EXCEEDED");
	}

	/**
	 * Runs tasks when the test says so.
	 */
	private static final class Drained implements Executor {

		private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

		private final AtomicInteger tasks = new AtomicInteger();

		/** The test's own. */
		private boolean running;

		@Override
		public void execute(Runnable task) {
			this.tasks.incrementAndGet();
			this.queue.add(task);
		}

		void runNext() throws InterruptedException {
			Runnable task = this.queue.poll(10, TimeUnit.SECONDS);
			if (task == null) {
				throw new AssertionError("nothing to run within 10 s");
			}
			this.running = true;
			task.run();
			this.running = false;
		}

	}

}
