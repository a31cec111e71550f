package io.clientconn.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.web.client.RestClientResponseException;

/**
 * Gets tokens for client credentials (RFC 6749 section 4.4) with Spring Security's
 * client. It says what went wrong without a word of the token server's, which may repeat
 * what it was asked. Stateless.
 */
final class OAuth2TokenSource implements TokenSource {

	/** RFC 6749 section 5.2. */
	private static final Set<String> REFUSALS = Set.of("invalid_request", "invalid_client", "invalid_grant",
			"unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_target");

	/** Section 4.1.2.1, which token servers use here as well. */
	private static final Set<String> BAD_MOMENTS = Set.of("server_error", "temporarily_unavailable");

	/** Of a token that comes too late, so that it is not asked for without a pause. */
	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final int TOO_MANY_REQUESTS = 429;

	private static final Pattern LOOPBACK = Pattern
		.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]");

	private static final int SERVER_ERRORS = 500;

	private final String id;

	private final Supplier<@Nullable ClientRegistration> registration;

	private final OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> client;

	private final InstantSource clock;

	/**
	 * Makes a source.
	 * @param id of the registration
	 * @param registration finds it
	 * @param client asks its token server
	 * @param clock by which the client says when tokens expire
	 */
	OAuth2TokenSource(String id, Supplier<@Nullable ClientRegistration> registration,
			OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> client, InstantSource clock) {
		this.id = id;
		this.registration = registration;
		this.client = client;
		this.clock = clock;
	}

	@Override
	public Token fetch() {
		ClientRegistration current = this.registration.get();
		if (current == null) {
			throw failure(StatusCode.UNAUTHENTICATED, "the registration is no longer there", null);
		}
		String server = "the token server at " + hostOf(current.getProviderDetails().getTokenUri());
		OAuth2AccessToken token;
		try {
			token = this.client.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(current)).getAccessToken();
		}
		catch (OAuth2AuthorizationException ex) {
			throw failed(server, ex);
		}
		if (!TokenType.BEARER.equals(token.getTokenType())) {
			throw failure(StatusCode.UNAUTHENTICATED,
					server + " gave a token that is no bearer token and cannot be sent as one", null);
		}
		return new Token(token.getTokenValue(), lifetime(token));
	}

	/**
	 * What is left, for a client of the application may give a token that it has for a
	 * while.
	 */
	private Duration lifetime(OAuth2AccessToken token) {
		Instant expires = token.getExpiresAt();
		if (expires == null) {
			return OAuth2TokenClient.UNSAID_LIFETIME;
		}
		Duration left = Duration.between(this.clock.instant(), expires);
		return (left.compareTo(SHORTEST) < 0) ? SHORTEST : left;
	}

	private StatusException failed(String server, OAuth2AuthorizationException failure) {
		String code = failure.getError().getErrorCode();
		if (REFUSALS.contains(code)) {
			return failure(StatusCode.UNAUTHENTICATED, server + " refused the registration (" + code + ")", null);
		}
		if (BAD_MOMENTS.contains(code)) {
			return failure(StatusCode.UNAVAILABLE, server + " has no token now (" + code + ")", null);
		}
		RestClientResponseException response = cause(failure, RestClientResponseException.class);
		if (response != null && response.getStatusCode().isError()) {
			int status = response.getStatusCode().value();
			return failure((status >= SERVER_ERRORS || status == TOO_MANY_REQUESTS) ? StatusCode.UNAVAILABLE
					: StatusCode.UNAUTHENTICATED, server + " answered with HTTP status " + status, null);
		}
		IOException broken = cause(failure, IOException.class);
		if (broken != null) {
			return failure(StatusCode.UNAVAILABLE,
					server + " cannot be reached (" + broken.getClass().getSimpleName() + ")", broken);
		}
		return failure(StatusCode.UNAUTHENTICATED, "the answer of " + server + " has no token", null);
	}

	private StatusException failure(StatusCode code, String what, @Nullable Throwable cause) {
		return new StatusException(Status
			.of(code,
					"OAuth2 token of registration '" + this.id + "': " + what
							+ "; see spring.security.oauth2.client.registration." + this.id)
			.withCause(cause));
	}

	private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	/**
	 * Whether the secret of the client is sent encrypted, or no further than this
	 * machine.
	 */
	static boolean isPrivate(String tokenUri) {
		try {
			URI uri = URI.create(tokenUri);
			String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
			return "https".equalsIgnoreCase(uri.getScheme()) || LOOPBACK.matcher(host).matches();
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Without what else an address may hold.
	 */
	static String hostOf(String tokenUri) {
		try {
			URI uri = URI.create(tokenUri);
			return (uri.getPort() >= 0) ? uri.getHost() + ":" + uri.getPort() : String.valueOf(uri.getHost());
		}
		catch (IllegalArgumentException ex) {
			return "an address that is none";
		}
	}

	@Override
	public String toString() {
		return "OAuth2TokenSource[" + this.id + "]";
	}

}
