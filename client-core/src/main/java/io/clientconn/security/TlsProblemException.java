package io.clientconn.security;

import org.jspecify.annotations.Nullable;

/**
 * Marks the failure of a connection with what is wrong; among the causes of its status.
 *
 * @since 0.1.0
 * @see TlsProblem#behind
 */
public final class TlsProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final TlsProblem problem;

	/**
	 * Marks a failure.
	 * @param problem what is wrong
	 * @param message the words for it
	 * @param cause the failure, or null if there is no exception
	 */
	public TlsProblemException(TlsProblem problem, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.problem = problem;
	}

	/**
	 * What is wrong.
	 * @return the problem
	 */
	public TlsProblem problem() {
		return this.problem;
	}

}
