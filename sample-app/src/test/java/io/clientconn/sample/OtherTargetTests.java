package io.clientconn.sample;

import io.clientconn.sample.Curl.Answer;
import io.clientconn.sample.server.EmbeddedServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample pointed at a place where nobody listens.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "grpc.client.channel.routeguide.target=static:///127.0.0.1:1")
class OtherTargetTests {

	private final Curl curl;

	OtherTargetTests(@LocalServerPort int port) {
		this.curl = new Curl(port);
	}

	@Test
	void noServersAreStarted(@Autowired ObjectProvider<EmbeddedServers> servers) {
		assertThat(servers.getIfAvailable()).isNull();
		assertThat(this.curl.post("/servers/server-1/stop").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/features/1/2", "/stub/features/1/2" })
	void theFailureNamesTheTarget(String uri) {
		Answer answer = this.curl.get(uri);

		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.json().at("/grpcCode").asString()).isEqualTo("UNAVAILABLE");
		assertThat(answer.json().at("/detail").asString()).contains("routeguide", "127.0.0.1:1");
	}

}
