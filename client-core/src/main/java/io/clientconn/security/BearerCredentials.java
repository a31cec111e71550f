package io.clientconn.security;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;

/**
 * Call credentials that are a bearer token: the header {@code authorization: Bearer ..}.
 * All of them require an encrypted connection. Immutable; never shows a token.
 *
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750 section
 * 2.1</a>
 */
public final class BearerCredentials implements CallCredentials {

	private final Supplier<Metadata> header;

	private final String text;

	private BearerCredentials(Supplier<Metadata> header, String text) {
		this.header = header;
		this.text = text;
	}

	/**
	 * One token for good.
	 * @param token the token
	 * @return the credentials
	 * @throws IllegalArgumentException if it is empty or has a space or a character that
	 * is not printable ASCII
	 */
	public static CallCredentials of(String token) {
		Metadata header = Authorization.bearer(token);
		return new BearerCredentials(() -> header, "bearer token");
	}

	/**
	 * A token that is asked for anew for every attempt.
	 * @param token gives the token of the moment; may block. What it throws ends the call
	 * as described at {@link CallCredentials#headers}.
	 * @return the credentials
	 */
	public static CallCredentials from(Supplier<String> token) {
		Objects.requireNonNull(token, "token");
		return new BearerCredentials(
				() -> Authorization.bearer(Objects.requireNonNull(token.get(), "the supplier gave no token")),
				"bearer token of " + token.getClass().getName());
	}

	/**
	 * The token in a file, which is read again whenever the file has changed. White space
	 * around the token does not count. A file that cannot be read, or has no token, ends
	 * calls with {@link io.clientconn.rpc.StatusCode#UNAVAILABLE} or
	 * {@link io.clientconn.rpc.StatusCode#UNAUTHENTICATED}; if there was a token before,
	 * calls go on with that one and a warning is logged.
	 * @param file the file; it need not exist yet
	 * @return the credentials
	 */
	public static CallCredentials ofFile(Path file) {
		return new TokenFile(file);
	}

	/**
	 * The JSON web token in a file, as gRFC A97 has it: kept until 30 s before it
	 * expires, read again when less than a minute is left or none. A file that cannot be
	 * read ends calls with {@link io.clientconn.rpc.StatusCode#UNAVAILABLE}, one without
	 * a valid token with {@link io.clientconn.rpc.StatusCode#UNAUTHENTICATED}; the file
	 * is then left alone for a second, longer each time.
	 * @param file the file; it need not exist yet
	 * @return the credentials
	 * @see <a href=
	 * "https://github.com/grpc/proposal/blob/master/A97-xds-jwt-call-creds.md">gRFC
	 * A97</a>
	 */
	public static CallCredentials ofJwtFile(Path file) {
		return new JwtFile(file);
	}

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		return CompletableFuture.completedFuture(this.header.get());
	}

	@Override
	public String toString() {
		return this.text;
	}

}
