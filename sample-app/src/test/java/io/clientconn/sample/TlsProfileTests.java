package io.clientconn.sample;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.ClientConns;
import io.clientconn.rpc.StatusException;
import io.clientconn.sample.Curl.Answer;
import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.RouteGuideGrpc;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The sample with certificates of its own on both sides.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("tls")
class TlsProfileTests {

	private final Curl curl;

	private final ClientConn routeguide;

	TlsProfileTests(@LocalServerPort int port, @Autowired ClientConns conns) {
		this.curl = new Curl(port);
		this.routeguide = conns.get("routeguide");
	}

	@Test
	void theFourKindsOfCallAreAnswered() {
		Answer place = this.curl.get("/features/488583700/22944810");
		assertThat(place.json().at("/name").asString()).as(place.body()).isEqualTo("Eiffel Tower, Paris");
		assertThat(this.curl.get("/features?loLat=480000000&loLon=10000000&hiLat=490000000&hiLon=30000000").lines())
			.hasSize(3);
		assertThat(this.curl.post("/routes", "[{\"latitude\":1,\"longitude\":2}]").status()).isEqualTo(200);
		assertThat(this.curl.post("/chat", "[]").status()).isEqualTo(200);
	}

	@Test
	void theHealthShowsThatItIsMutualTls() {
		JsonNode channel = this.curl.get("/actuator/health").json().at("/components/grpcClient/components/routeguide");
		assertThat(channel.at("/details/security").asString()).isEqualTo("TLS, own trust, with client certificate");
		assertThat(channel.at("/details").has("expiringCertificates")).isFalse();
	}

	@Test
	void theServersAcceptNobodyWithoutACertificate() {
		TlsMaterial material = this.routeguide.credentials().tlsMaterial();
		assertThat(material).isNotNull();
		assertThat(material.trustManagers()).isNotNull();
		try (ClientConn stranger = ClientConn.builder(this.routeguide.target())
			.credentials(ChannelCredentials.tls(TlsMaterial.trusting(material.trustManagers())))
			.failOnPermanentConnectError(true)
			.build()) {
			assertThatExceptionOfType(StatusException.class)
				.isThrownBy(() -> stranger.awaitReady(java.time.Duration.ofSeconds(30)))
				.withMessageContaining("asks for a client certificate");
		}
	}

	@Test
	void theServersAnswerNobodyInPlaintext() {
		String first = this.routeguide.target().replace("static:///", "").split(",", -1)[0];
		ManagedChannel open = Grpc.newChannelBuilder(first, InsecureChannelCredentials.create()).build();
		try {
			assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> RouteGuideGrpc.newBlockingStub(open).getFeature(Point.getDefaultInstance()))
				.withMessageContaining("UNAVAILABLE");
		}
		finally {
			open.shutdownNow();
		}
	}

}
