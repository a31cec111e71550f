package io.clientconn.sample.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.sample.routeguide.Feature;
import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.Rectangle;
import io.clientconn.sample.routeguide.RouteGuideClient;
import jakarta.servlet.ServletOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.web.DelegatingServletOutputStream;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;

/**
 * The generated client is an interface, so a test may mock it, as here.
 */
class FeaturesControllerTests {

	private static final Point POINT = point(488583700, 22944810);

	private static final Feature TOWER = feature("Eiffel Tower, Paris", POINT);

	private static final Feature NORTH = feature("north", point(3, 4));

	private static final String AREA = "/features?loLat=1&loLon=2&hiLat=-3&hiLon=-4";

	private final RouteGuideClient guide = Mockito.mock(RouteGuideClient.class);

	private final FeaturesController controller = new FeaturesController(this.guide, Http.json());

	private final MockMvcTester http = Http.of(this.controller);

	@Test
	void aPlaceIsAnsweredWithTheServerThatKnewIt() {
		given(this.guide.getFeature(eq(POINT), any())).willAnswer((call) -> {
			nameServer(call.getArgument(1), "server-2");
			return TOWER;
		});

		assertThat(this.http.get().uri("/features/488583700/22944810")).hasStatusOk()
			.hasHeader("served-by", "server-2")
			.bodyJson()
			.isStrictlyEqualTo("""
					{"name":"Eiffel Tower, Paris","location":{"latitude":488583700,"longitude":22944810},
					"servedBy":"server-2"}""");
	}

	@Test
	void aServerThatDoesNotNameItselfIsNull() {
		given(this.guide.getFeature(any(), any())).willReturn(TOWER);

		assertThat(this.http.get().uri("/features/488583700/22944810")).hasStatusOk()
			.doesNotContainHeader("served-by")
			.bodyJson()
			.extractingPath("$.servedBy")
			.isNull();
	}

	@Test
	void aFailedCallIsAProblemWithItsCodeAndDescription() {
		given(this.guide.getFeature(any(), any()))
			.willThrow(new StatusException(Status.of(StatusCode.UNAVAILABLE, "nobody is at home")));

		assertThat(this.http.get().uri("/features/1/2")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.isLenientlyEqualTo("""
					{"status":503,"grpcCode":"UNAVAILABLE","detail":"nobody is at home"}""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "north", "1.5", "0x10", "2147483648", "-2147483649", "1e3", "1 2" })
	void aCoordinateThatIsNotAnInt32IsABadRequest(String coordinate) {
		assertThat(this.http.get().uri("/features/{lat}/{lon}", coordinate, 1)).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(this.http.get().uri("/features/{lat}/{lon}", 1, coordinate)).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(this.http.get().uri("/features?loLat=1&loLon=2&hiLat=3&hiLon={lon}", coordinate))
			.hasStatus(HttpStatus.BAD_REQUEST);
		Mockito.verifyNoInteractions(this.guide);
	}

	@ParameterizedTest
	@ValueSource(strings = { "loLat", "loLon", "hiLat", "hiLon" })
	void aMissingCornerIsABadRequest(String parameter) {
		assertThat(this.http.get().uri(AREA.replace(parameter, "other"))).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyText()
			.contains(parameter);
	}

	@Test
	void placesAreLinesOfJson() {
		ReplayedCall<Void, Feature> call = ReplayedCall.answering(List.of(TOWER, NORTH));
		Rectangle area = Rectangle.newBuilder().setLo(point(1, 2)).setHi(point(-3, -4)).build();
		given(this.guide.listFeatures(eq(area), any())).willAnswer((invocation) -> {
			nameServer(invocation.getArgument(1), "server-3");
			return call;
		});

		assertThat(this.http.get().uri(AREA)).hasStatusOk()
			.hasContentType(MediaType.APPLICATION_NDJSON)
			.hasHeader("served-by", "server-3")
			.bodyText()
			.isEqualTo(
					"""
							{"name":"Eiffel Tower, Paris","location":{"latitude":488583700,"longitude":22944810},"servedBy":"server-3"}
							{"name":"north","location":{"latitude":3,"longitude":4},"servedBy":"server-3"}
							""");
		assertThat(call.closed).isTrue();
	}

	@Test
	void noPlacesAreNoLines() {
		given(this.guide.listFeatures(any(), any())).willReturn(ReplayedCall.answering(List.of()));

		assertThat(this.http.get().uri(AREA)).hasStatusOk()
			.hasContentType(MediaType.APPLICATION_NDJSON)
			.bodyText()
			.isEmpty();
	}

	@Test
	void aLineLeavesBeforeTheNextPlaceArrives() throws Exception {
		ReplayedCall<Void, Feature> call = ReplayedCall.answering(List.of(TOWER, NORTH));
		given(this.guide.listFeatures(any(), any())).willReturn(call);
		MockHttpServletResponse response = new MockHttpServletResponse();
		List<Integer> linesSentAtRead = new ArrayList<>();
		call.beforeRead = () -> linesSentAtRead.add(response.isCommitted() ? lines(response) : 0);

		list(response);

		assertThat(linesSentAtRead).containsExactly(0, 1, 2);
	}

	@Test
	void aCallThatFailsBeforeTheFirstPlaceIsAProblem() {
		given(this.guide.listFeatures(any(), any()))
			.willReturn(ReplayedCall.failing(List.of(), StatusCode.DEADLINE_EXCEEDED));

		assertThat(this.http.get().uri(AREA)).hasStatus(HttpStatus.GATEWAY_TIMEOUT)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.grpcCode")
			.isEqualTo("DEADLINE_EXCEEDED");
	}

	@Test
	void aCallThatFailsLaterEndsWithTheProblem() throws Exception {
		given(this.guide.listFeatures(any(), any()))
			.willReturn(ReplayedCall.failing(List.of(TOWER), StatusCode.UNAVAILABLE));
		MockHttpServletResponse response = new MockHttpServletResponse();

		list(response);

		assertThat(response.getContentAsString().lines().toList()).hasSize(2)
			.last()
			.asString()
			.contains("\"status\":503", "\"grpcCode\":\"UNAVAILABLE\"", "\"detail\":\"as the script says\"");
	}

	@Test
	void aClientThatLeavesCancelsTheCall() {
		ReplayedCall<Void, Feature> call = ReplayedCall.answering(List.of(TOWER, NORTH));
		given(this.guide.listFeatures(any(), any())).willReturn(call);
		MockHttpServletResponse gone = new MockHttpServletResponse() {

			@Override
			public ServletOutputStream getOutputStream() {
				return new DelegatingServletOutputStream(super.getOutputStream()) {

					@Override
					public void flush() throws IOException {
						throw new IOException("Broken pipe");
					}

				};
			}

		};

		assertThatIOException().isThrownBy(() -> list(gone));

		assertThat(call.closed).isTrue();
		assertThat(call.read()).as("what the server sent next").isEqualTo(NORTH);
	}

	private void list(MockHttpServletResponse response) throws IOException {
		this.controller.features(new E7(1), new E7(2), new E7(3), new E7(4), response);
	}

	private static int lines(MockHttpServletResponse response) {
		try {
			return (int) response.getContentAsString().lines().count();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void nameServer(RpcOptions options, String server) {
		Objects.requireNonNull(options.attributes().get(ServedBy.KEY)).learnFrom(Metadata.of("served-by", server));
	}

	private static Feature feature(String name, Point location) {
		return Feature.newBuilder().setName(name).setLocation(location).build();
	}

	private static Point point(int latitude, int longitude) {
		return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
	}

}
