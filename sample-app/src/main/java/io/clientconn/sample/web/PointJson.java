package io.clientconn.sample.web;

import io.clientconn.sample.routeguide.Point;

/**
 * A point in JSON.
 */
record PointJson(int latitude, int longitude) {

	static PointJson of(Point point) {
		return new PointJson(point.getLatitude(), point.getLongitude());
	}

	Point toPoint() {
		return Point.newBuilder().setLatitude(latitude()).setLongitude(longitude()).build();
	}

}
