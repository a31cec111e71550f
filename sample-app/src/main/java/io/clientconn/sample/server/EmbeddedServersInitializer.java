package io.clientconn.sample.server;

import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the embedded servers and points the channel {@code routeguide} at them, unless
 * the configuration already says where that channel leads. Runs when the environment is
 * complete and before any bean is defined, because the target goes into the environment.
 */
public final class EmbeddedServersInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

	/** Where the channel of the sample leads. */
	public static final String TARGET = "grpc.client.channel.routeguide.target";

	@Override
	public void initialize(GenericApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		// The binder, because an environment variable spells the name in its own way.
		if (Binder.get(environment).bind(TARGET, String.class).isBound()) {
			return;
		}
		EmbeddedServers servers = EmbeddedServers.launch();
		environment.getPropertySources()
			.addLast(new MapPropertySource("embeddedServers", Map.of(TARGET, servers.target())));
		context.registerBean("embeddedServers", EmbeddedServers.class, () -> servers);
	}

}
