package io.clientconn.resolver;

/**
 * Makes the resolvers of one scheme. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ResolverProvider {

	/**
	 * The scheme that this provider serves.
	 * @return a lower-case scheme, as in {@code dns}
	 */
	String scheme();

	/**
	 * Checks a target when the channel is built.
	 * @param target a target of this scheme
	 * @throws IllegalArgumentException if no resolver can be made for it, with a text
	 * that says what a right target looks like
	 */
	default void validate(Target target) {
	}

	/**
	 * Makes a resolver. No I/O.
	 * @param target a target that {@link #validate} let pass
	 * @param host where results go
	 * @return a resolver that is not started
	 */
	Resolver create(Target target, ResolverHost host);

	/**
	 * The authority of a channel to a target, unless the user set one.
	 * @param target the target
	 * @return the {@code :authority} of its calls
	 */
	default String authority(Target target) {
		return target.endpoint();
	}

}
