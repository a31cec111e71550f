package io.clientconn.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.clientconn.autoconfigure.ChannelProperties.Credentials;
import io.clientconn.autoconfigure.ChannelProperties.CredentialsType;
import io.clientconn.autoconfigure.ChannelSettings.Security;
import io.clientconn.security.BasicCredentials;
import io.clientconn.security.BearerCredentials;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Checks that what is said about credentials of one channel goes together, and reads how
 * the channel is secured. It never repeats a secret. Stateless.
 */
final class SecurityChecks {

	private static final Map<CredentialsType, Set<String>> KEYS = Map.of(CredentialsType.NONE, Set.of(),
			CredentialsType.BASIC, Set.of("username", "password"), CredentialsType.BEARER,
			Set.of("token", "token-file"), CredentialsType.JWT, Set.of("token-file"), CredentialsType.OAUTH2,
			Set.of("registration-id"), CredentialsType.BEAN, Set.of("bean"));

	private final PropertyFailures failures;

	private final String prefix;

	/**
	 * Checks a channel.
	 * @param prefix of the channel's properties
	 */
	SecurityChecks(PropertyFailures failures, String prefix) {
		this.failures = failures;
		this.prefix = prefix;
	}

	/**
	 * How a channel is secured.
	 * @param values what is in force for it
	 */
	Security read(ChannelProperties values) {
		String bundle = values.ssl().bundle();
		Boolean enabled = values.ssl().enabled();
		boolean tls = (enabled != null) ? enabled : bundle != null;
		return new Security(tls, tls ? bundle : null, !Boolean.FALSE.equals(values.ssl().reload()),
				tls && Boolean.TRUE.equals(values.bypassCertificateValidation()),
				!Boolean.FALSE.equals(values.ssl().alpnRequired()), credentials(values.credentials()),
				Boolean.TRUE.equals(values.credentials().allowPlaintext()));
	}

	private Credentials credentials(Credentials credentials) {
		Map<String, String> given = given(credentials);
		CredentialsType type = credentials.type();
		if (type == null && !given.isEmpty()) {
			throw this.failures.missing(property("type"),
					"credentials are given (" + String.join(", ", given.keySet()) + "), but not of which kind",
					"Set '" + property("type") + "' to basic, bearer, jwt, oauth2 or bean.");
		}
		CredentialsType kind = (type != null) ? type : CredentialsType.NONE;
		for (String key : given.keySet()) {
			if (kind != CredentialsType.NONE && !KEYS.getOrDefault(kind, Set.of()).contains(key)) {
				throw this.failures.refuseSecret(property(key), "credentials of type " + name(kind) + " do not have it",
						"Remove it, or change '" + property("type") + "'.");
			}
		}
		switch (kind) {
			case BASIC -> {
				need(kind, "username", credentials.username());
				need(kind, "password", credentials.password());
				basic(credentials.username(), credentials.password());
			}
			case BEARER -> bearer(credentials);
			case JWT -> {
				need(kind, "token-file", credentials.tokenFile());
				path(credentials.tokenFile());
			}
			case OAUTH2 -> need(kind, "registration-id", credentials.registrationId());
			case BEAN, NONE -> {
			}
		}
		return new Credentials(kind, credentials.username(), credentials.password(), credentials.token(),
				credentials.tokenFile(), credentials.registrationId(), credentials.bean(), null);
	}

	private void bearer(Credentials credentials) {
		if (credentials.token() != null && credentials.tokenFile() != null) {
			throw this.failures.refuseSecret(property("token"), "there is a token file too",
					"Remove it, or '" + property("token-file") + "'.");
		}
		if (credentials.tokenFile() != null) {
			need(CredentialsType.BEARER, "token-file", credentials.tokenFile());
			path(credentials.tokenFile());
			return;
		}
		need(CredentialsType.BEARER, "token", credentials.token());
		try {
			BearerCredentials.of(String.valueOf(credentials.token()));
		}
		catch (IllegalArgumentException ex) {
			throw this.failures.refuseSecret(property("token"), String.valueOf(ex.getMessage()),
					"Set it to the token alone, without 'Bearer'.");
		}
	}

	private void basic(@Nullable String username, @Nullable String password) {
		try {
			BasicCredentials.of(String.valueOf(username), String.valueOf(password));
		}
		catch (IllegalArgumentException ex) {
			throw this.failures.refuseSecret(property("username"), String.valueOf(ex.getMessage()),
					"Correct it, or '" + property("password") + "'.");
		}
	}

	private Path path(@Nullable String file) {
		try {
			return Path.of(String.valueOf(file));
		}
		catch (InvalidPathException ex) {
			throw this.failures.refuse(property("token-file"), String.valueOf(file), "it is no path",
					"Write for example '/var/run/secrets/token'.");
		}
	}

	private void need(CredentialsType kind, String key, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			String other = (kind == CredentialsType.BEARER) ? "', or '" + property("token-file") : "";
			throw this.failures.missing(property(key), "credentials of type " + name(kind) + " need it",
					"Set '" + property(key) + other + "'.");
		}
	}

	private static Map<String, String> given(Credentials credentials) {
		Map<String, String> given = new LinkedHashMap<>();
		put(given, "username", credentials.username());
		put(given, "password", credentials.password());
		put(given, "token", credentials.token());
		put(given, "token-file", credentials.tokenFile());
		put(given, "registration-id", credentials.registrationId());
		put(given, "bean", credentials.bean());
		return given;
	}

	private static void put(Map<String, String> given, String key, @Nullable String value) {
		if (value != null) {
			given.put(key, value);
		}
	}

	private static String name(CredentialsType kind) {
		return kind.name().toLowerCase(Locale.ROOT);
	}

	private String property(String key) {
		return this.prefix + "credentials." + key;
	}

}
