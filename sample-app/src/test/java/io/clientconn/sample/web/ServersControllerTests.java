package io.clientconn.sample.web;

import io.clientconn.sample.server.EmbeddedServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

class ServersControllerTests {

	private final EmbeddedServers servers = EmbeddedServers.launch();

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private final MockMvcTester http = Http
		.of(new ServersController(this.beans.getBeanProvider(EmbeddedServers.class)));

	ServersControllerTests() {
		this.beans.addBean("embeddedServers", this.servers);
	}

	@AfterEach
	void stop() {
		this.servers.stop();
	}

	@Test
	void theServersAreListed() {
		assertThat(this.http.get().uri("/servers")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
				[{"name":"server-1","state":"running"},{"name":"server-2","state":"running"},
				{"name":"server-3","state":"running"}]""");
	}

	@Test
	void aServerStopsAndStartsOnTheSameAddress() {
		String address = this.servers.list().get(1).address();

		assertThat(this.http.post().uri("/servers/server-2/stop")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"name":"server-2","address":"%s","state":"stopped"}""".formatted(address));
		assertThat(this.http.post().uri("/servers/server-2/start")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"name":"server-2","address":"%s","state":"running"}""".formatted(address));
	}

	@Test
	void aServerCanBeStoppedHard() {
		assertThat(this.http.post().uri("/servers/server-2/stop?mode=hard")).hasStatusOk()
			.bodyJson()
			.extractingPath("$.state")
			.isEqualTo("stopped");
	}

	@Test
	void anotherModeIsABadRequest() {
		assertThat(this.http.post().uri("/servers/server-2/stop?mode=softly")).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyText()
			.contains("'graceful' or 'hard', not 'softly'");
	}

	@Test
	void anUnknownServerIsNotFound() {
		assertThat(this.http.post().uri("/servers/server-9/stop")).hasStatus(HttpStatus.NOT_FOUND)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(this.http.post().uri("/servers/server-9/start")).hasStatus(HttpStatus.NOT_FOUND)
			.bodyText()
			.contains("server-1, server-2, server-3");
	}

	@Test
	void withoutEmbeddedServersThereIsNothingToStop() {
		MockMvcTester elsewhere = Http
			.of(new ServersController(new StaticListableBeanFactory().getBeanProvider(EmbeddedServers.class)));

		assertThat(elsewhere.post().uri("/servers/server-1/stop")).hasStatus(HttpStatus.NOT_FOUND)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyText()
			.contains("grpc.client.channel.routeguide.target is set");
	}

}
