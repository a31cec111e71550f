package io.clientconn.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.clientconn.testing.ManualExecutor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What becomes of tasks when the executor does not do its part.
 */
class SerializerTest {

	private final ManualExecutor executor = new ManualExecutor();

	private final List<String> ran = new ArrayList<>();

	@Test
	void aThreadThatCannotBeStartedCostsNoTask() {
		Serializer serializer = serializer(this.executor);
		this.executor.refuse(1);

		serializer.execute(() -> this.ran.add("first"));

		assertThat(this.ran).containsExactly("first");
		serializer.execute(() -> this.ran.add("second"));
		assertThat(this.ran).containsExactly("first");
		this.executor.runAll();
		assertThat(this.ran).containsExactly("first", "second");
	}

	@Test
	void anExecutorThatIsClosedCostsNoTask() {
		Serializer serializer = serializer((task) -> {
			throw new RejectedExecutionException("closed");
		});

		serializer.execute(() -> {
			serializer.execute(() -> this.ran.add("within"));
			this.ran.add("first");
		});
		serializer.execute(() -> this.ran.add("second"));

		assertThat(this.ran).containsExactly("first", "within", "second");
	}

	/** As a pool does that queues the task before it tries to start a thread. */
	@Test
	void anExecutorThatTakesTheTaskAndThrowsRunsNothingTwice() {
		boolean[] broken = { true };
		Serializer serializer = serializer((task) -> {
			this.executor.execute(task);
			if (broken[0]) {
				throw new Error("unable to create native thread (made for a test)");
			}
		});
		serializer.execute(() -> this.ran.add("first"));
		assertThat(this.ran).containsExactly("first");
		broken[0] = false;
		serializer.execute(() -> this.ran.add("second"));
		serializer.execute(() -> this.ran.add("third"));

		this.executor.runAll();

		assertThat(this.ran).containsExactly("first", "second", "third");
		serializer.execute(() -> this.ran.add("fourth"));
		this.executor.runAll();
		assertThat(this.ran).endsWith("fourth");
	}

	@Test
	void whatTheFailureHandlerThrowsOnTheCallersThreadReachesTheCaller() {
		Serializer serializer = new Serializer(Runnable::run, (failure) -> {
			throw new IllegalStateException("handler", failure);
		});

		assertThatThrownBy(() -> serializer.execute(() -> {
			throw new IllegalArgumentException("task");
		})).hasMessage("handler").hasRootCauseMessage("task");
	}

	private static Serializer serializer(Executor executor) {
		return new Serializer(executor, (failure) -> {
			throw new AssertionError(failure);
		});
	}

}
