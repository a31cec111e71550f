package io.clientconn.sample.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.google.common.collect.Lists;
import io.clientconn.sample.routeguide.Feature;
import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.Rectangle;
import io.clientconn.sample.routeguide.RouteGuideGrpc;
import io.clientconn.sample.routeguide.RouteNote;
import io.clientconn.sample.routeguide.RouteSummary;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service over a real server, called by grpc-java's own client.
 */
class RouteGuideServiceTests {

	private static final Feature HOME = feature("home", 100, 200);

	private static final Feature SHOP = feature("shop", 300, 400);

	private static final Feature LAKE = feature("lake", 10_000_000, 400);

	private final Iterator<Instant> clock = List.of(Instant.ofEpochSecond(1000), Instant.ofEpochSecond(1007))
		.iterator();

	private final EmbeddedServer server = EmbeddedServer.launch("here",
			new RouteGuideService(Places.of(List.of(HOME, SHOP, LAKE)), new NoteBoard(), () -> this.clock.next()),
			InsecureServerCredentials.create());

	private final ManagedChannel channel = NettyChannelBuilder.forTarget(this.server.address()).usePlaintext().build();

	@AfterEach
	void stop() {
		this.channel.shutdownNow();
		this.server.stop(StopMode.HARD, EmbeddedServersTests.LONG);
	}

	@Test
	void aPointWithAPlaceAnswersThePlace() {
		assertThat(blocking().getFeature(SHOP.getLocation())).isEqualTo(SHOP);
	}

	@Test
	void aPointWithoutAPlaceAnswersAnEmptyNameAndThePoint() {
		assertThat(blocking().getFeature(point(1, 2))).isEqualTo(feature("", 1, 2));
	}

	@Test
	void aRectangleAnswersThePlacesInItBordersIncluded() {
		Rectangle area = Rectangle.newBuilder().setLo(point(300, 400)).setHi(point(100, 200)).build();

		assertThat(Lists.newArrayList(blocking().listFeatures(area))).containsExactly(HOME, SHOP);
	}

	@Test
	void anEmptyRectangleAnswersNothing() {
		assertThat(blocking().listFeatures(Rectangle.getDefaultInstance()).hasNext()).isFalse();
	}

	@Test
	void aRouteIsCountedMeasuredAndTimed() throws Exception {
		Recorder<RouteSummary> answer = new Recorder<>();
		StreamObserver<Point> route = RouteGuideGrpc.newStub(this.channel).recordRoute(answer);

		route.onNext(point(0, 400));
		route.onNext(LAKE.getLocation());
		route.onNext(LAKE.getLocation());
		route.onCompleted();

		assertThat(answer.all()).containsExactly(RouteSummary.newBuilder()
			.setPointCount(3)
			.setFeatureCount(2)
			.setDistance(111_194)
			.setElapsedTime(7)
			.build());
	}

	@Test
	void aRouteOfNoPointIsAllZeros() throws Exception {
		Recorder<RouteSummary> answer = new Recorder<>();

		RouteGuideGrpc.newStub(this.channel).recordRoute(answer).onCompleted();

		assertThat(answer.all()).containsExactly(RouteSummary.newBuilder().setElapsedTime(7).build());
	}

	@Test
	void aNoteIsAnsweredWithTheEarlierOnesOfItsPlace() throws Exception {
		assertThat(chat(note(1, "a"), note(2, "b"))).isEmpty();
		assertThat(chat(note(1, "c"), note(1, "d"), note(3, "e"))).containsExactly(note(1, "a"), note(1, "a"),
				note(1, "c"));
	}

	@Test
	void aPlaceKeepsItsNewestHundredNotes() {
		NoteBoard board = new NoteBoard();

		IntStream.range(0, 150).forEach((number) -> board.leave(note(1, "note " + number)));

		List<RouteNote> kept = board.leave(note(1, "last"));
		assertThat(kept).hasSize(NoteBoard.NOTES_PER_POINT);
		assertThat(kept.get(0).getMessage()).isEqualTo("note 50");
		assertThat(kept.get(99).getMessage()).isEqualTo("note 149");
	}

	private List<RouteNote> chat(RouteNote... notes) throws Exception {
		Recorder<RouteNote> answers = new Recorder<>();
		StreamObserver<RouteNote> chat = RouteGuideGrpc.newStub(this.channel).routeChat(answers);
		for (RouteNote note : notes) {
			chat.onNext(note);
		}
		chat.onCompleted();
		return answers.all();
	}

	private RouteGuideGrpc.RouteGuideBlockingStub blocking() {
		return RouteGuideGrpc.newBlockingStub(this.channel).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	private static RouteNote note(int latitude, String message) {
		return RouteNote.newBuilder().setLocation(point(latitude, 0)).setMessage(message).build();
	}

	private static Feature feature(String name, int latitude, int longitude) {
		return Feature.newBuilder().setName(name).setLocation(point(latitude, longitude)).build();
	}

	private static Point point(int latitude, int longitude) {
		return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
	}

	/** Collects a response until it ends. */
	private static final class Recorder<T> implements StreamObserver<T> {

		private final List<T> messages = new ArrayList<>();

		private final CompletableFuture<List<T>> end = new CompletableFuture<>();

		@Override
		public void onNext(T message) {
			this.messages.add(message);
		}

		@Override
		public void onError(Throwable ex) {
			this.end.completeExceptionally(ex);
		}

		@Override
		public void onCompleted() {
			this.end.complete(this.messages);
		}

		List<T> all() throws Exception {
			return this.end.get(10, TimeUnit.SECONDS);
		}

	}

}
