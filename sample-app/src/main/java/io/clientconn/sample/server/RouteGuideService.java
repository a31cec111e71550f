package io.clientconn.sample.server;

import java.time.InstantSource;

import io.clientconn.sample.routeguide.Feature;
import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.Rectangle;
import io.clientconn.sample.routeguide.RouteGuideGrpc;
import io.clientconn.sample.routeguide.RouteNote;
import io.clientconn.sample.routeguide.RouteSummary;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Answers as the RouteGuide of the gRPC tutorials does. Thread-safe; what a call
 * remembers lives in the call, what outlives it in the {@link NoteBoard}.
 */
final class RouteGuideService extends RouteGuideGrpc.RouteGuideImplBase {

	private final Places places;

	private final NoteBoard notes;

	private final InstantSource clock;

	RouteGuideService(Places places, NoteBoard notes, InstantSource clock) {
		this.places = places;
		this.notes = notes;
		this.clock = clock;
	}

	@Override
	public void getFeature(Point point, StreamObserver<Feature> answer) {
		Feature feature = this.places.at(point);
		answer.onNext((feature != null) ? feature : Feature.newBuilder().setLocation(point).build());
		answer.onCompleted();
	}

	@Override
	public void listFeatures(Rectangle area, StreamObserver<Feature> answer) {
		ServerCallStreamObserver<Feature> call = (ServerCallStreamObserver<Feature>) answer;
		for (Feature feature : this.places.all()) {
			if (call.isCancelled()) {
				return;
			}
			if (Geometry.contains(area, feature.getLocation())) {
				call.onNext(feature);
			}
		}
		call.onCompleted();
	}

	@Override
	public StreamObserver<Point> recordRoute(StreamObserver<RouteSummary> answer) {
		return new RouteRecorder(this.places, this.clock, answer);
	}

	@Override
	public StreamObserver<RouteNote> routeChat(StreamObserver<RouteNote> answer) {
		return new StreamObserver<>() {

			@Override
			public void onNext(RouteNote note) {
				RouteGuideService.this.notes.leave(note).forEach(answer::onNext);
			}

			@Override
			public void onError(Throwable ex) {
				// The caller has gone; its notes stay.
			}

			@Override
			public void onCompleted() {
				answer.onCompleted();
			}

		};
	}

}
