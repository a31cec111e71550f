package io.clientconn.autoconfigure;

import io.grpc.Channel;

/**
 * Makes what {@link GrpcClient} injects over a channel of grpc-java: kinds of stubs that
 * the starter does not know, or known ones in another way. Beans of this type are asked
 * in their {@link org.springframework.core.annotation.Order order}, before the starter's
 * own factory, which serves every {@code io.grpc.stub.AbstractStub} whose nesting class
 * has a public static method from {@link Channel} to the stub, or which has a public
 * constructor with a {@link Channel} alone.
 * <p>
 * Needs {@code client-grpc-java} on the class path. Generated clients of ClientConn,
 * {@code ClientConn} and both types of channels are never asked for. Both methods may be
 * called by several threads at once.
 *
 * @since 0.1.0
 */
public interface StubFactory {

	/**
	 * Whether this factory makes objects of a type.
	 * @param type the type of a place that is marked with {@link GrpcClient}
	 * @return whether {@link #create} can be called with it
	 */
	boolean supports(Class<?> type);

	/**
	 * Makes an object. Called once for each place that is served.
	 * @param type a type that is supported
	 * @param channel the channel, with all interceptors of the place; it belongs to the
	 * application context and must not be shut down
	 * @return an object of the type
	 */
	Object create(Class<?> type, Channel channel);

}
