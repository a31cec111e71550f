package io.clientconn.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to the running sample as curl would.
 */
final class Curl {

	private final HttpClient client = HttpClient.newHttpClient();

	private final String root;

	Curl(int port) {
		this.root = "http://127.0.0.1:" + port;
	}

	Answer get(String uri) {
		return exchange(request(uri).GET());
	}

	Answer post(String uri) {
		return exchange(request(uri).POST(HttpRequest.BodyPublishers.noBody()));
	}

	Answer post(String uri, String json) {
		return exchange(request(uri).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	private HttpRequest.Builder request(String uri) {
		return HttpRequest.newBuilder(URI.create(this.root + uri)).timeout(Duration.ofSeconds(30));
	}

	private Answer exchange(HttpRequest.Builder request) {
		try {
			return new Answer(this.client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What came back. */
	record Answer(HttpResponse<String> response) {

		int status() {
			return this.response.statusCode();
		}

		String header(String name) {
			return this.response.headers().firstValue(name).orElse("");
		}

		String body() {
			return this.response.body();
		}

		JsonNode json() {
			return JsonMapper.shared().readTree(body());
		}

		List<JsonNode> lines() {
			return body().lines().map(JsonMapper.shared()::readTree).toList();
		}

	}

}
