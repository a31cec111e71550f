package io.clientconn.sample.web;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.RouteGuideClient;
import io.clientconn.sample.routeguide.RouteNote;
import io.clientconn.sample.routeguide.RouteSummary;
import io.clientconn.stub.BidiStreamingCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoints that take arrays, over a hand-written fake of the generated client.
 */
class RoutesAndChatTests {

	private final FakeGuide guide = new FakeGuide();

	private final MockMvcTester routes = Http.of(new RoutesController(this.guide));

	private final MockMvcTester chat = Http.of(new ChatController(this.guide));

	@Test
	void aRouteIsAnsweredWithItsSummary() {
		this.guide.summary = RouteSummary.newBuilder().setPointCount(2).setFeatureCount(1).setDistance(99).build();

		assertThat(post(this.routes, "/routes", """
				[{"latitude":1,"longitude":2},{"longitude":-4,"latitude":-3}]""")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("""
					{"pointCount":2,"featureCount":1,"distance":99,"elapsedTime":0}""");
		assertThat(this.guide.points).containsExactly(point(1, 2), point(-3, -4));
	}

	@Test
	void aRouteOfNoPointIsAnsweredWithZeros() {
		assertThat(post(this.routes, "/routes", "[]")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"pointCount":0,"featureCount":0,"distance":0,"elapsedTime":0}""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "{}", "[", "[1]", "[null]", "[{}]", "[{\"latitude\":1}]",
			"[{\"latitude\":1,\"longitude\":null}]", "[{\"latitude\":1,\"longitude\":\"2\"}]",
			"[{\"latitude\":1,\"longitude\":2.5}]", "[{\"latitude\":1,\"longitude\":2147483648}]",
			"[{\"latitude\":1,\"longitude\":2,\"altitude\":3}]", "[{\"lat\":1,\"lon\":2}]", "[] []" })
	void whatIsNotAnArrayOfPointsIsABadRequest(String body) {
		assertThat(post(this.routes, "/routes", body)).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(this.guide.points).isEmpty();
	}

	@Test
	void notesAreSentAndTheReceivedOnesAnswered() {
		this.guide.chat = ReplayedCall.answeringWhenAllIsWritten(List.of(note(1, "earlier"), note(0, "")));

		assertThat(post(this.chat, "/chat", """
				[{"location":{"latitude":1,"longitude":0},"message":"a"},
				{"location":{"latitude":2,"longitude":0},"message":"b"}]""")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("""
					[{"location":{"latitude":1,"longitude":0},"message":"earlier"},
					{"location":{"latitude":0,"longitude":0},"message":""}]""");
		assertThat(this.guide.chat.written).containsExactly(note(1, "a"), note(2, "b"));
		assertThat(this.guide.chat.closed).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{}", "[null]", "[{\"message\":\"a\"}]", "[{\"location\":{\"latitude\":1,\"longitude\":2}}]",
					"[{\"location\":null,\"message\":\"a\"}]", "[{\"location\":{\"latitude\":1},\"message\":\"a\"}]",
					"[{\"location\":{\"latitude\":1,\"longitude\":2},\"message\":3}]" })
	void whatIsNotAnArrayOfNotesIsABadRequest(String body) {
		assertThat(post(this.chat, "/chat", body)).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void aMethodThatTheClientLacksIsNotImplemented() {
		MockMvcTester empty = Http.of(new RoutesController(new RouteGuideClient() {
		}));

		assertThat(post(empty, "/routes", "[]")).hasStatus(HttpStatus.NOT_IMPLEMENTED)
			.bodyJson()
			.extractingPath("$.grpcCode")
			.isEqualTo("UNIMPLEMENTED");
	}

	private static MvcTestResult post(MockMvcTester http, String uri, String body) {
		return http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
	}

	private static RouteNote note(int latitude, String message) {
		return RouteNote.newBuilder().setLocation(point(latitude, 0)).setMessage(message).build();
	}

	private static Point point(int latitude, int longitude) {
		return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
	}

	/** Answers what it is told to and keeps what it was sent. */
	private static final class FakeGuide implements RouteGuideClient {

		private final List<Point> points = new ArrayList<>();

		private RouteSummary summary = RouteSummary.getDefaultInstance();

		private ReplayedCall<RouteNote, RouteNote> chat = ReplayedCall.answeringWhenAllIsWritten(List.of());

		@Override
		public RouteSummary recordRoute(Iterable<? extends Point> requests, RpcOptions options) {
			requests.forEach(this.points::add);
			return this.summary;
		}

		@Override
		public BidiStreamingCall<RouteNote, RouteNote> openRouteChat(RpcOptions options) {
			return this.chat;
		}

	}

}
