package io.clientconn.resolver;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.rpc.Status;

/**
 * What a resolver may ask of its channel.
 *
 * @since 0.1.0
 */
public interface ResolverHost {

	/**
	 * Hands over a result. To be called in the serializer; ignored after
	 * {@link Resolver#close}.
	 * @param result what was found
	 * @param rejected hears, in the serializer and before this method returns, that the
	 * channel can do nothing with the result; the resolver should then look again after a
	 * pause
	 */
	void update(ResolutionResult result, Consumer<Status> rejected);

	/**
	 * The channel's serializer.
	 * @return runs tasks in order, one at a time
	 */
	Executor serializer();

	/**
	 * Where look-ups that block run.
	 * @return an executor
	 */
	Executor offload();

	/**
	 * Time.
	 * @return the scheduler of the runtime; its tasks must post to {@link #serializer()}
	 */
	Scheduler scheduler();

	/**
	 * Randomness, for jitter and shuffling.
	 * @return a generator to be used in the serializer only
	 */
	RandomGenerator random();

}
