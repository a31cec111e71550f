package io.clientconn.rpc;

import java.util.concurrent.CompletionStage;

/**
 * Says on whose behalf calls are made: adds headers to every attempt of a call, after its
 * connection was picked. Thread-safe.
 * <p>
 * Give one to the channel, or to a single call by
 * {@link RpcOptions#credentials(CallCredentials)}; where both have one, the channel's
 * headers come first. The headers go out before those of the application and are never
 * put into the compression table of HTTP/2. An implementation must not show secrets in
 * {@link Object#toString()} nor in the texts of its exceptions.
 *
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7541#section-7.1.3">RFC 7541 section
 * 7.1.3</a>
 */
@FunctionalInterface
public interface CallCredentials {

	/**
	 * The headers of one attempt. Called on a thread that may block, never on an event
	 * loop. The call waits for the answer as long as its deadline allows, and for nothing
	 * that comes later.
	 * @param request the attempt
	 * @return the headers, now or later. A {@link StatusException} ends the call with its
	 * status, of which codes that belong to applications become
	 * {@link StatusCode#INTERNAL} (gRFC A54); any other failure ends it with
	 * {@link StatusCode#UNAUTHENTICATED}.
	 */
	CompletionStage<Metadata> headers(CredentialsRequest request);

	/**
	 * Whether the headers may go over encrypted connections only. Calls on others fail
	 * with {@link StatusCode#UNAUTHENTICATED}, and a channel in plaintext refuses such
	 * credentials when it is built.
	 * @return true by default
	 */
	default boolean requiresPrivacy() {
		return true;
	}

	/**
	 * The same credentials, which may go over plaintext too: everybody on the way can
	 * read them. For networks that encrypt by themselves.
	 * @return credentials that do not require privacy
	 */
	default CallCredentials allowingPlaintext() {
		return requiresPrivacy() ? new PlaintextAllowed(this) : this;
	}

	/**
	 * These credentials and others, both asked at the same time.
	 * @param other whose headers follow
	 * @return credentials with the headers of both
	 */
	default CallCredentials and(CallCredentials other) {
		return new CombinedCredentials(this, other);
	}

}
