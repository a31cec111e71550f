package io.clientconn.transport;

import io.clientconn.rpc.Status;

/**
 * Says of a failed attempt to connect that a further one will fail as well: the server's
 * certificate is not trusted, the credentials are wrong, the address is of no use. Comes
 * as the cause, or the cause of a cause, of the status that
 * {@link TransportListener#closed} hears, or is thrown by
 * {@link TransportFactory#connect}.
 * <p>
 * The channel goes on trying, for certificates are renewed and addresses change. But who
 * waits for it to be ready may ask to be told at once.
 *
 * @since 0.1.0
 */
public final class PermanentConnectException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** More is a circle. */
	private static final int DEEPEST = 20;

	/**
	 * Makes an exception.
	 * @param message which phase failed, to which peer, and what to do about it
	 */
	public PermanentConnectException(String message) {
		super(message);
	}

	/**
	 * Marks a failure.
	 * @param message which phase failed, to which peer, and what to do about it
	 * @param cause the failure
	 */
	public PermanentConnectException(String message, Throwable cause) {
		super(message, cause);
	}

	/**
	 * Whether a status is marked as permanent.
	 * @param status why an attempt failed
	 * @return true if one of its causes is an exception of this class
	 */
	public static boolean isBehind(Status status) {
		Throwable cause = status.cause();
		for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
			if (cause instanceof PermanentConnectException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
