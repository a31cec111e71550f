package io.clientconn.sample;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.clientconn.sample.Curl.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * The sample as its user starts it: HTTP in, gRPC through the starter, real servers.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

	private static final String TOWER = "/features/488583700/22944810";

	private static final List<String> ALL = List.of("server-1", "server-2", "server-3");

	/** Longer than the first pauses between connection attempts. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Curl curl;

	SampleApplicationTests(@LocalServerPort int port) {
		this.curl = new Curl(port);
	}

	@BeforeEach
	void connect() {
		awaitServers(Set.copyOf(ALL));
	}

	@AfterEach
	void startServers() {
		ALL.forEach((server) -> this.curl.post("/servers/" + server + "/start"));
	}

	@Test
	void aPlaceIsFound() {
		Answer answer = this.curl.get(TOWER);

		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().at("/name").asString()).isEqualTo("Eiffel Tower, Paris");
		assertThat(answer.json().at("/location/latitude").asInt()).isEqualTo(488583700);
		assertThat(answer.json().at("/location/longitude").asInt()).isEqualTo(22944810);
		assertThat(answer.json().at("/servedBy").asString()).isEqualTo(answer.header("served-by")).isIn(ALL);
	}

	@Test
	void aStubOfGrpcJavaTakesTurnsWithTheGeneratedClient() {
		String first = servedBy();
		Answer stub = this.curl.get("/stub" + TOWER);
		String third = servedBy();

		assertThat(stub.status()).isEqualTo(200);
		assertThat(stub.json().at("/name").asString()).isEqualTo("Eiffel Tower, Paris");
		assertThat(stub.json().at("/servedBy").asString()).isEqualTo(stub.header("served-by"));
		assertThat(List.of(first, stub.header("served-by"), third)).containsExactlyInAnyOrderElementsOf(ALL);
		assertProblem(this.curl.get("/stub/features/north/2"), 400);
	}

	@Test
	void whereNoPlaceIsTheNameIsEmpty() {
		Answer answer = this.curl.get("/features/-1/2");

		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().at("/name").asString()).isEmpty();
		assertThat(answer.json().at("/location/latitude").asInt()).isEqualTo(-1);
		assertThat(answer.json().at("/location/longitude").asInt()).isEqualTo(2);
	}

	@Test
	void callsTakeTurnsOverTheServers() {
		List<String> servedBy = List.of(servedBy(), servedBy(), servedBy(), servedBy(), servedBy(), servedBy());

		assertThat(servedBy.subList(0, 3)).containsExactlyInAnyOrderElementsOf(ALL);
		assertThat(servedBy.subList(3, 6)).isEqualTo(servedBy.subList(0, 3));
	}

	@Test
	void thePlacesOfAnAreaAreStreamed() {
		Answer answer = this.curl.get("/features?loLat=490000000&loLon=10000000&hiLat=480000000&hiLon=30000000");

		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
		assertThat(answer.lines()).extracting((line) -> line.at("/name").asString())
			.containsExactly("Eiffel Tower, Paris", "Notre-Dame, Paris", "Palace of Versailles");
		assertThat(answer.lines()).extracting((line) -> line.at("/servedBy").asString())
			.containsOnly(answer.header("served-by"));
	}

	@Test
	void theWholeWorldHasAHundredPlaces() {
		Answer answer = this.curl.get("/features?loLat=-900000000&loLon=-1800000000&hiLat=900000000&hiLon=1800000000");

		assertThat(answer.lines()).hasSize(100);
	}

	@Test
	void aRouteIsSummedUp() {
		Answer answer = this.curl.post("/routes", """
				[{"latitude":488583700,"longitude":22944810},{"latitude":488529680,"longitude":23499020},
				{"latitude":0,"longitude":0}]""");

		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().at("/pointCount").asInt()).isEqualTo(3);
		assertThat(answer.json().at("/featureCount").asInt()).isEqualTo(2);
		assertThat(answer.json().at("/distance").asInt()).isEqualTo(5_440_980);
		assertThat(answer.json().at("/elapsedTime").isInt()).isTrue();
		assertThat(answer.header("served-by")).isIn(ALL);
	}

	@Test
	void aChatAnswersTheEarlierNotesWhicheverServerTookThem() {
		String note = """
				{"location":{"latitude":4,"longitude":2},"message":"%s"}""";
		assertThat(this.curl.post("/chat", "[" + note.formatted("a") + "]").body()).isEqualTo("[]");

		Answer answer = this.curl.post("/chat", "[" + note.formatted("b") + "," + note.formatted("c") + "]");

		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json()).extracting((received) -> received.at("/message").asString())
			.containsExactly("a", "a", "b");
		assertThat(answer.json()).extracting((received) -> received.at("/location").toString())
			.containsOnly("{\"latitude\":4,\"longitude\":2}");
		assertThat(answer.header("served-by")).isIn(ALL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/features/north/2", "/features/1/2.5", "/features/1/2147483648", "/features?loLat=1",
			"/features?loLat=1&loLon=2&hiLat=3&hiLon=x" })
	void aWrongValueIsABadRequest(String uri) {
		assertProblem(this.curl.get(uri), 400);
	}

	@Test
	void aWrongBodyIsABadRequest() {
		assertProblem(this.curl.post("/routes", "[{\"latitude\":1}]"), 400);
		assertProblem(this.curl.post("/chat", "{"), 400);
	}

	@Test
	void anUnknownPathIsNotFound() {
		assertProblem(this.curl.get("/nowhere"), 404);
		assertProblem(this.curl.post("/servers/server-4/stop"), 404);
	}

	@Test
	void aGracefulStopLosesNoCall() {
		assertThat(this.curl.post("/servers/server-2/stop").json().at("/state").asString()).isEqualTo("stopped");

		for (int call = 0; call < 30; call++) {
			assertThat(servedBy()).isIn("server-1", "server-3");
		}
	}

	@Test
	void aStoppedServerGetsNoCallsUntilItIsBack() {
		this.curl.post("/servers/server-1/stop?mode=hard");
		awaitServers(Set.of("server-2", "server-3"));

		this.curl.post("/servers/server-1/start");

		awaitServers(Set.copyOf(ALL));
	}

	@Test
	void withoutAnyServerTheCallIsUnavailable() {
		ALL.forEach((server) -> this.curl.post("/servers/" + server + "/stop?mode=hard"));

		assertTimeoutPreemptively(PATIENCE, () -> {
			Answer answer = this.curl.get(TOWER);
			while (!answer.body().contains("refused")) {
				answer = this.curl.get(TOWER);
			}
			assertProblem(answer, 503);
			assertThat(answer.json().at("/grpcCode").asString()).isEqualTo("UNAVAILABLE");
		});
	}

	@Test
	void theHealthShowsTheChannel() {
		JsonNode channel = this.curl.get("/actuator/health").json().at("/components/grpcClient/components/routeguide");

		assertThat(channel.at("/status").asString()).isEqualTo("UP");
		assertThat(channel.toString()).contains("127.0.0.1:");
	}

	/** Calls until the servers that answer, over a few rounds, are these. */
	private void awaitServers(Set<String> servers) {
		assertTimeoutPreemptively(PATIENCE, () -> {
			Set<String> seen = Set.of();
			while (!seen.equals(servers)) {
				seen = new HashSet<>();
				for (int call = 0; call < 4 * ALL.size(); call++) {
					seen.add(this.curl.get(TOWER).header("served-by"));
				}
			}
		});
	}

	private String servedBy() {
		Answer answer = this.curl.get(TOWER);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json().at("/servedBy").asString();
	}

	private static void assertProblem(Answer answer, int status) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.json().at("/status").asInt()).isEqualTo(status);
	}

}
