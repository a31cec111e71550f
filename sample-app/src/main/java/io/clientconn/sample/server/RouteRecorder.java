package io.clientconn.sample.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.RouteSummary;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the points of one RecordRoute call. Belongs to that call: grpc-java tells it
 * one thing at a time.
 */
final class RouteRecorder implements StreamObserver<Point> {

	private final Places places;

	private final InstantSource clock;

	private final StreamObserver<RouteSummary> answer;

	private final Instant start;

	private int points;

	private int features;

	private int metres;

	private @Nullable Point last;

	RouteRecorder(Places places, InstantSource clock, StreamObserver<RouteSummary> answer) {
		this.places = places;
		this.clock = clock;
		this.answer = answer;
		this.start = clock.instant();
	}

	@Override
	public void onNext(Point point) {
		this.points++;
		if (this.places.at(point) != null) {
			this.features++;
		}
		if (this.last != null) {
			this.metres += Geometry.metresBetween(this.last, point);
		}
		this.last = point;
	}

	@Override
	public void onError(Throwable ex) {
		// The caller has gone; there is nobody to answer.
	}

	@Override
	public void onCompleted() {
		this.answer.onNext(RouteSummary.newBuilder()
			.setPointCount(this.points)
			.setFeatureCount(this.features)
			.setDistance(this.metres)
			.setElapsedTime((int) Duration.between(this.start, this.clock.instant()).toSeconds())
			.build());
		this.answer.onCompleted();
	}

}
