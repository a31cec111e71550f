package io.clientconn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.clientconn.concurrent.Serializer;
import io.clientconn.resolver.Endpoint;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.resolver.ResolverHost;
import io.clientconn.rpc.Status;

/**
 * A channel as a resolver sees it: keeps what it is handed and rejects it on demand. The
 * serializer runs on the caller's thread, look-ups run when the test runs
 * {@link #offloaded()}.
 */
public final class FakeResolverHost implements ResolverHost {

	private final ManualScheduler scheduler = new ManualScheduler();

	private final ManualExecutor offload = new ManualExecutor();

	private final Serializer serializer = new Serializer(Runnable::run, (ex) -> {
		throw new AssertionError("a task of the serializer failed", ex);
	});

	private final Random random = new Random(42);

	private final List<ResolutionResult> results = new ArrayList<>();

	private Status rejection = Status.OK;

	@Override
	public void update(ResolutionResult result, Consumer<Status> rejected) {
		this.serializer.checkOwner();
		this.results.add(result);
		if (!this.rejection.isOk()) {
			rejected.accept(this.rejection);
		}
	}

	@Override
	public Executor serializer() {
		return this.serializer;
	}

	@Override
	public Executor offload() {
		return this.offload;
	}

	@Override
	public ManualScheduler scheduler() {
		return this.scheduler;
	}

	@Override
	public RandomGenerator random() {
		return this.random;
	}

	/** Rejects every further result, or with OK none. */
	public void reject(Status reason) {
		this.rejection = reason;
	}

	/** Runs a task as the channel would. */
	public void run(Runnable task) {
		this.serializer.execute(task);
	}

	/** The look-ups that wait for a thread. */
	public ManualExecutor offloaded() {
		return this.offload;
	}

	/** Everything handed over so far. */
	public List<ResolutionResult> results() {
		return List.copyOf(this.results);
	}

	/** The latest result. */
	public ResolutionResult last() {
		return this.results.get(this.results.size() - 1);
	}

	/** The addresses of the latest result, as a person writes them. */
	public List<String> lastAddresses() {
		return last().endpoints().stream().map(Endpoint::toString).toList();
	}

}
