package io.clientconn.sample.server;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedServersInitializerTests {

	private static final String TARGET = "grpc.client.channel.routeguide.target";

	private final GenericApplicationContext context = new GenericApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void withoutATargetThreeServersStartAndBecomeIt() {
		new EmbeddedServersInitializer().initialize(this.context);
		this.context.refresh();

		EmbeddedServers servers = this.context.getBean(EmbeddedServers.class);
		assertThat(servers.list()).extracting(ServerView::state).hasSize(3).containsOnly(ServerState.RUNNING);
		assertThat(this.context.getEnvironment().getProperty(TARGET)).isEqualTo(servers.target());
	}

	@Test
	void theyStopWithTheApplicationContext() {
		new EmbeddedServersInitializer().initialize(this.context);
		this.context.refresh();
		EmbeddedServers servers = this.context.getBean(EmbeddedServers.class);

		this.context.close();

		assertThat(servers.list()).extracting(ServerView::state).containsOnly(ServerState.STOPPED);
	}

	@Test
	void withATargetNoneStarts() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("user", Map.of(TARGET, "dns:///guide.example.org:50051")));

		new EmbeddedServersInitializer().initialize(this.context);
		this.context.refresh();

		assertThat(this.context.getBeanNamesForType(EmbeddedServers.class)).isEmpty();
		assertThat(this.context.getEnvironment().getProperty(TARGET)).isEqualTo("dns:///guide.example.org:50051");
	}

	@Test
	void aTargetMayComeFromAnEnvironmentVariable() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("user-systemEnvironment",
					Map.of("GRPC_CLIENT_CHANNEL_ROUTEGUIDE_TARGET", "dns:///guide.example.org:50051")));

		new EmbeddedServersInitializer().initialize(this.context);
		this.context.refresh();

		assertThat(this.context.getBeanNamesForType(EmbeddedServers.class)).isEmpty();
	}

	@Test
	void bootFindsTheInitializer() {
		assertThat(new SpringApplication(Object.class).getInitializers())
			.hasAtLeastOneElementOfType(EmbeddedServersInitializer.class);
	}

}
