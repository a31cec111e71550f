package io.clientconn.sample.server;

import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.Rectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class GeometryTests {

	@ParameterizedTest(name = "({0}, {1}) inside: {2}")
	@CsvSource({ "0, 0, true", "-10, -20, true", "10, 20, true", "-10, 20, true", "11, 0, false", "0, 21, false",
			"-11, 0, false", "0, -21, false" })
	void theBordersBelongToARectangleWhicheverCornersNameIt(int latitude, int longitude, boolean inside) {
		Point southWest = point(-10, -20);
		Point northEast = point(10, 20);
		Point northWest = point(10, -20);
		Point southEast = point(-10, 20);

		assertThat(Geometry.contains(area(southWest, northEast), point(latitude, longitude))).isEqualTo(inside);
		assertThat(Geometry.contains(area(northEast, southWest), point(latitude, longitude))).isEqualTo(inside);
		assertThat(Geometry.contains(area(northWest, southEast), point(latitude, longitude))).isEqualTo(inside);
		assertThat(Geometry.contains(area(southEast, northWest), point(latitude, longitude))).isEqualTo(inside);
	}

	@Test
	void aDegreeOfTheEquatorIs111Kilometres() {
		// 2 * pi * 6371000 / 360
		assertThat(Geometry.metresBetween(point(0, 0), point(0, 10_000_000))).isEqualTo(111_194);
	}

	@Test
	void theWayBackIsAsLong() {
		Point paris = point(488583700, 22944810);
		Point newYork = point(406892490, -740445000);

		assertThat(Geometry.metresBetween(paris, newYork)).isEqualTo(Geometry.metresBetween(newYork, paris))
			.isBetween(5_830_000, 5_845_000);
	}

	@Test
	void theWayAcrossTheDateLineIsTheShortOne() {
		assertThat(Geometry.metresBetween(point(0, 1_799_000_000), point(0, -1_799_000_000))).isBetween(22_238, 22_240);
	}

	@Test
	void stayingIsNoWayAtAll() {
		assertThat(Geometry.metresBetween(point(1, 2), point(1, 2))).isZero();
	}

	private static Rectangle area(Point lo, Point hi) {
		return Rectangle.newBuilder().setLo(lo).setHi(hi).build();
	}

	private static Point point(int latitude, int longitude) {
		return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
	}

}
