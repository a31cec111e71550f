package io.clientconn.internal.call;

import java.util.concurrent.CompletionException;

import io.clientconn.internal.route.ControlPlaneCodes;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

/**
 * The words of calls whose credentials could not be had. Pure functions. They never
 * repeat what an exception says, for that may be the secret; a status was written for
 * callers.
 */
final class CredentialsTexts {

	private CredentialsTexts() {
	}

	/**
	 * Credentials that failed.
	 * @param failure what they threw
	 */
	static Status failed(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof StatusException status) {
			return ControlPlaneCodes.allowed("the call credentials", status.status());
		}
		return Status
			.of(StatusCode.UNAUTHENTICATED,
					"the call credentials failed with " + cause.getClass().getName() + "; its message is in the cause")
			.withCause(cause);
	}

	/**
	 * Credentials without an answer: a bug of theirs.
	 */
	static Status nothing() {
		return Status.internal("the call credentials answered null instead of headers");
	}

	/**
	 * A connection that everybody can read.
	 */
	static Status insecure(PeerInfo peer) {
		return Status.of(StatusCode.UNAUTHENTICATED,
				"the call credentials require an encrypted connection, but that to " + peer
						+ " is plaintext; use TLS, or allow it with CallCredentials.allowingPlaintext()");
	}

}
