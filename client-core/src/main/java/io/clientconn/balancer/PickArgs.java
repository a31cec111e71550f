package io.clientconn.balancer;

import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;

/**
 * The call that a {@link Picker} chooses for. Thread-safe; valid during the pick only.
 *
 * @since 0.1.0
 */
public interface PickArgs {

	/**
	 * The method called.
	 * @return the descriptor
	 */
	MethodDescriptor<?, ?> method();

	/**
	 * What the call asks for, its headers included.
	 * @return the options
	 */
	RpcOptions options();

}
