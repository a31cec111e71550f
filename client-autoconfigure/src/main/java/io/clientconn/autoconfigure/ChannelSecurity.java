package io.clientconn.autoconfigure;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.autoconfigure.ChannelProperties.Credentials;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.security.BasicCredentials;
import io.clientconn.security.BearerCredentials;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.ClassUtils;

/**
 * Secures channels as their settings say: TLS from SSL bundles, credentials of calls.
 * What a channel does without is refused at the start. Stateless.
 */
final class ChannelSecurity {

	private static final Log logger = LogFactory.getLog(ChannelSecurity.class);

	private static final List<String> SECRET_HEADERS = List.of("authorization", "proxy-authorization", "cookie",
			"x-api-key");

	private static final String OAUTH2_CLIENT = "org.springframework.security.oauth2.client.endpoint"
			+ ".OAuth2ClientCredentialsGrantRequest";

	private final PropertyFailures failures;

	private final ConfigurableListableBeanFactory beanFactory;

	private final UserBeans userBeans;

	private final ChannelCertificates certificates;

	ChannelSecurity(PropertyFailures failures, ConfigurableListableBeanFactory beanFactory, UserBeans userBeans) {
		this.failures = failures;
		this.beanFactory = beanFactory;
		this.userBeans = userBeans;
		this.certificates = beanFactory.getBean(ChannelCertificates.class);
	}

	/**
	 * Hands what is set to the builder, before customizers see it.
	 * @return what is applied, for {@link #complete} and {@link #follow}
	 */
	Applied applyTo(ClientConnBuilder builder, ChannelSettings settings) {
		SslBundle bundle = bundle(settings);
		if (settings.security().tls()) {
			builder.credentials(advised(ChannelCredentials.tls(material(settings, bundle)), settings));
		}
		CallCredentials credentials = credentials(settings);
		if (credentials != null) {
			builder.callCredentials(
					settings.security().plaintextAllowed() ? credentials.allowingPlaintext() : credentials);
		}
		return new Applied(credentials, bundle);
	}

	/**
	 * A channel that neither properties nor a customizer secured is plaintext, and sends
	 * no secrets unless that is allowed.
	 */
	void complete(ClientConnBuilder builder, ChannelSettings settings, Applied applied) {
		CallCredentials credentials = applied.credentials();
		if (!builder.hasCredentials()) {
			builder.credentials(advised(ChannelCredentials.plaintext(), settings));
		}
		if (builder.isPlaintext()) {
			checkHeaders(settings);
		}
		if (credentials == null || !builder.isPlaintext() || !credentials.requiresPrivacy()) {
			return;
		}
		if (!settings.security().plaintextAllowed()) {
			throw this.failures.missing(property(settings, "ssl.bundle"),
					"channel '" + settings.name()
							+ "' has credentials that require encryption, and connects in plaintext",
					"Set '" + property(settings, "ssl.bundle") + "', or '" + property(settings, "ssl.enabled")
							+ "' for what the JVM trusts. If everybody on the way may read them, set '"
							+ property(settings, "credentials.allow-plaintext") + "' to true.");
		}
		logger.warn("gRPC channel '" + settings.name() + "' sends its credentials in plaintext, as '"
				+ property(settings, "credentials.allow-plaintext") + "' allows: everybody on the way can read them");
	}

	/**
	 * Headers that are secret by their names are no less so for being configured as
	 * metadata.
	 */
	private void checkHeaders(ChannelSettings settings) {
		for (String header : SECRET_HEADERS) {
			if (settings.metadata().get(header) == null) {
				continue;
			}
			String allow = property(settings, "credentials.allow-plaintext");
			if (!settings.security().plaintextAllowed()) {
				throw this.failures.refuseSecret(property(settings, "metadata." + header),
						"channel '" + settings.name() + "' connects in plaintext, where everybody on the way reads it",
						"Set '" + property(settings, "ssl.bundle") + "', or '" + property(settings, "ssl.enabled")
								+ "' for what the JVM trusts. If everybody may read it, set '" + allow + "' to true.");
			}
			logger.warn("gRPC channel '" + settings.name() + "' sends its '" + header + "' in plaintext, as '" + allow
					+ "' allows: everybody on the way can read it");
		}
	}

	/**
	 * Renews a channel whenever its bundle is updated, as long as somebody holds it, and
	 * at once if that happened while the channel was made.
	 */
	void follow(ClientConn conn, ChannelSettings settings, Applied applied) {
		String bundle = settings.security().bundle();
		SslBundles bundles = this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable();
		if (bundle == null || bundles == null || !settings.security().reloaded()) {
			return;
		}
		// Handlers cannot be taken back.
		WeakReference<ClientConn> held = new WeakReference<>(conn);
		WeakReference<ChannelCertificates> certificatesHeld = new WeakReference<>(this.certificates);
		bundles.addBundleUpdateHandler(bundle, (updated) -> {
			ClientConn current = held.get();
			ChannelCertificates inUse = certificatesHeld.get();
			if (current != null && inUse != null) {
				renew(current, settings, updated, inUse);
			}
		});
		SslBundle latest = bundles.getBundle(bundle);
		if (!latest.equals(applied.bundle())) {
			renew(conn, settings, latest, this.certificates);
		}
	}

	private static void renew(ClientConn conn, ChannelSettings settings, SslBundle updated,
			ChannelCertificates certificates) {
		String what = "gRPC channel '" + settings.name() + "': the updated SSL bundle '" + settings.security().bundle()
				+ "' ";
		try {
			TlsMaterial material = settings.security().loosen(BundleMaterial.of(updated));
			List<BundleCertificate> used = BundleCertificate.of(updated, !settings.security().bypassed());
			conn.renewCredentials(advised(ChannelCredentials.tls(material), settings));
			logger.info(what + "is in use for connections from now on");
			certificates.use(settings.name(), String.valueOf(settings.security().bundle()), used);
		}
		catch (RuntimeException ex) {
			logger.error(what + "cannot be used; connections go on with the one before: " + BundleMaterial.problem(ex));
		}
	}

	/**
	 * Whoever reads that a connection failed reads which property to look at.
	 */
	private static ChannelCredentials advised(ChannelCredentials credentials, ChannelSettings settings) {
		return credentials.withAdvice(new TlsAdvice(settings.name()).sentences());
	}

	private @Nullable SslBundle bundle(ChannelSettings settings) {
		String bundle = settings.security().bundle();
		if (bundle == null) {
			return null;
		}
		SslBundles bundles = this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable();
		if (bundles == null) {
			throw this.failures.refuse(property(settings, "ssl.bundle"), bundle, "the application has no SSL bundles",
					"Do not exclude SslAutoConfiguration, or add a bean of type SslBundles.");
		}
		try {
			return bundles.getBundle(bundle);
		}
		catch (NoSuchSslBundleException ex) {
			String question = Suggestion.question(bundle, bundles.getBundleNames());
			throw this.failures.refuse(property(settings, "ssl.bundle"), bundle,
					"there is no such bundle" + (question.isEmpty() ? "" : "." + question),
					"Describe it below 'spring.ssl.bundle.pem." + bundle + "' or 'spring.ssl.bundle.jks." + bundle
							+ "'.");
		}
		catch (RuntimeException ex) {
			throw unusable(settings, ex);
		}
	}

	private TlsMaterial material(ChannelSettings settings, @Nullable SslBundle bundle) {
		TlsMaterial material = (bundle != null) ? bundled(settings, bundle) : TlsMaterial.jvmTrust();
		return settings.security().loosen(material);
	}

	private TlsMaterial bundled(ChannelSettings settings, SslBundle bundle) {
		try {
			TlsMaterial material = BundleMaterial.of(bundle);
			this.certificates.use(settings.name(), String.valueOf(settings.security().bundle()),
					BundleCertificate.of(bundle, !settings.security().bypassed()));
			return material;
		}
		catch (RuntimeException ex) {
			throw unusable(settings, ex);
		}
	}

	private FailureAnalyzedException unusable(ChannelSettings settings, RuntimeException failure) {
		return this.failures.refuse(property(settings, "ssl.bundle"), String.valueOf(settings.security().bundle()),
				"the bundle cannot be used: " + BundleMaterial.problem(failure),
				"Correct the bundle below 'spring.ssl.bundle'. Certificates and keys are PEM, with the lines that"
						+ " begin with '-----', or locations that can be read.");
	}

	private @Nullable CallCredentials credentials(ChannelSettings settings) {
		Credentials values = settings.security().credentials();
		return switch (Objects.requireNonNull(values.type(), "read as none")) {
			case NONE -> null;
			case BASIC -> BasicCredentials.of(set(values.username()), set(values.password()));
			case BEARER -> (values.token() != null) ? BearerCredentials.of(values.token())
					: BearerCredentials.ofFile(Path.of(set(values.tokenFile())));
			case JWT -> BearerCredentials.ofJwtFile(Path.of(set(values.tokenFile())));
			case OAUTH2 -> oauth2(settings, set(values.registrationId()));
			case BEAN -> bean(settings, values.bean());
		};
	}

	private CallCredentials oauth2(ChannelSettings settings, String registration) {
		if (!ClassUtils.isPresent(OAUTH2_CLIENT, this.beanFactory.getBeanClassLoader())) {
			throw this.failures.refuse(property(settings, "credentials.type"), "oauth2",
					"Spring Security's OAuth2 client is not on the class path",
					"Add the dependency 'org.springframework.boot:spring-boot-starter-security-oauth2-client', or use"
							+ " another type.");
		}
		return new OAuth2Registrations(this.failures, this.beanFactory).credentials(settings,
				property(settings, "credentials.registration-id"), registration);
	}

	private CallCredentials bean(ChannelSettings settings, @Nullable String name) {
		if (name == null) {
			CallCredentials found = this.userBeans.qualifiedOrFirst(CallCredentials.class,
					ChannelName.canonical(settings.name()));
			if (found == null) {
				throw this.failures.refuse(property(settings, "credentials.type"), "bean",
						"there is no bean of type " + CallCredentials.class.getName() + " for channel '"
								+ settings.name() + "'",
						"Add one, or name one with '" + property(settings, "credentials.bean") + "'.");
			}
			return found;
		}
		try {
			return this.beanFactory.getBean(name, CallCredentials.class);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw this.failures.refuse(property(settings, "credentials.bean"), name,
					"there is no bean of this name and of type " + CallCredentials.class.getName(),
					"Write the name of one, or leave it out.");
		}
	}

	private static String set(@Nullable String value) {
		return Objects.requireNonNull(value, "checked when the settings were read");
	}

	private static String property(ChannelSettings settings, String key) {
		return ChannelCatalog.CHANNELS + settings.name() + "." + key;
	}

	/**
	 * What a channel is secured with.
	 *
	 * @param credentials of calls, or null
	 * @param bundle whose material it has, or null
	 */
	record Applied(@Nullable CallCredentials credentials, @Nullable SslBundle bundle) {

		@Override
		public String toString() {
			return "Applied";
		}

	}

}
