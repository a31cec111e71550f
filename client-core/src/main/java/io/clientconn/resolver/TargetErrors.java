package io.clientconn.resolver;

import java.util.function.Supplier;

/**
 * Words for targets that a built-in resolver cannot take: which target, what is wrong,
 * and what a right one looks like.
 */
final class TargetErrors {

	private TargetErrors() {
	}

	/**
	 * Puts the target and its right shape around what a parser complains about.
	 */
	static <T> T explain(Target target, String shape, Supplier<T> parser) {
		try {
			return parser.get();
		}
		catch (IllegalArgumentException ex) {
			throw refuse(target, String.valueOf(ex.getMessage()), shape);
		}
	}

	/**
	 * Refuses {@code scheme://host:port}, where the host stands in the place of a server.
	 */
	static void refuseAuthority(Target target, String shape) {
		if (!target.authority().isEmpty()) {
			throw refuse(target, "'" + target.authority() + "' stands between '//' and '/', where nothing belongs",
					shape);
		}
	}

	static IllegalArgumentException refuse(Target target, String problem, String shape) {
		return new IllegalArgumentException("target '" + target.text() + "': " + problem + "; " + shape);
	}

}
