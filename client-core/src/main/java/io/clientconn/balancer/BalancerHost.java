package io.clientconn.balancer;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;

/**
 * All that a balancer may do to its channel. To be called in the serializer, except
 * {@link #serializer()} itself, whose tasks enter it.
 *
 * @since 0.1.0
 */
public interface BalancerHost {

	/**
	 * Makes a connection that is idle until {@link SubConn#connect}.
	 * @param address where it goes
	 * @param listener hears its states, in the serializer, never from within a call of
	 * the balancer's own
	 * @return the connection
	 */
	SubConn newSubConn(Address address, SubConnListener listener);

	/**
	 * Publishes the picker for all calls from now on, and the state that the channel
	 * shows. Calls that wait are picked anew.
	 * @param state the state
	 * @param picker how calls choose a connection
	 */
	void publish(ConnectivityState state, Picker picker);

	/**
	 * Asks the resolver for a fresh look.
	 */
	void requestResolution();

	/**
	 * The channel's serializer.
	 * @return runs tasks in order, one at a time
	 */
	Executor serializer();

	/**
	 * Time.
	 * @return the scheduler of the runtime; its tasks must post to {@link #serializer()}
	 */
	Scheduler scheduler();

	/**
	 * Randomness.
	 * @return a generator to be used in the serializer only
	 */
	RandomGenerator random();

}
