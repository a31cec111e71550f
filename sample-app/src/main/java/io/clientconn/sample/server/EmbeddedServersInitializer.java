package io.clientconn.sample.server;

import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the embedded servers and points the channel {@code routeguide} at them, unless
 * the configuration already says where that channel leads. With profile {@code tls} they
 * and the client have certificates of an authority of their own. Runs when the
 * environment is complete and before any bean is defined, because the target goes into
 * the environment.
 */
public final class EmbeddedServersInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

	/** Where the channel of the sample leads. */
	public static final String TARGET = "grpc.client.channel.routeguide.target";

	private static final String TLS = "tls";

	@Override
	public void initialize(GenericApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		// The binder, because an environment variable spells the name in its own way.
		if (Binder.get(environment).bind(TARGET, String.class).isBound()) {
			return;
		}
		EmbeddedServers servers = environment.matchesProfiles(TLS) ? secured(context) : EmbeddedServers.launch();
		environment.getPropertySources()
			.addLast(new MapPropertySource("embeddedServers", Map.of(TARGET, servers.target())));
		context.registerBean("embeddedServers", EmbeddedServers.class, () -> servers);
	}

	/**
	 * Servers that want a client certificate, and the SSL bundle with one. Keys go into
	 * no property.
	 */
	private static EmbeddedServers secured(GenericApplicationContext context) {
		SampleCertificates certificates = SampleCertificates.make();
		context.registerBean("sampleBundle", SslBundleRegistrar.class,
				() -> (registry) -> registry.registerBundle(SampleCertificates.BUNDLE, certificates.ofClient()));
		return EmbeddedServers.launch(certificates.ofServers());
	}

}
