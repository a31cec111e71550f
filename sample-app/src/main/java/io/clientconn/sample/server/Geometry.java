package io.clientconn.sample.server;

import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.Rectangle;

/**
 * Sums with points in E7 form. Stateless.
 */
final class Geometry {

	private static final double E7 = 1e7;

	private static final int EARTH_RADIUS_METRES = 6_371_000;

	private Geometry() {
	}

	/**
	 * Whether a point is in a rectangle or on its border. Any two opposite corners make
	 * the same rectangle.
	 */
	static boolean contains(Rectangle area, Point point) {
		return isBetween(point.getLatitude(), area.getLo().getLatitude(), area.getHi().getLatitude())
				&& isBetween(point.getLongitude(), area.getLo().getLongitude(), area.getHi().getLongitude());
	}

	/**
	 * The great-circle distance in whole metres, by the haversine formula.
	 */
	static int metresBetween(Point from, Point to) {
		double latitude1 = Math.toRadians(from.getLatitude() / E7);
		double latitude2 = Math.toRadians(to.getLatitude() / E7);
		double halfNorth = (latitude2 - latitude1) / 2;
		double halfEast = Math.toRadians((to.getLongitude() - (double) from.getLongitude()) / E7) / 2;
		double a = square(Math.sin(halfNorth)) + Math.cos(latitude1) * Math.cos(latitude2) * square(Math.sin(halfEast));
		return (int) (2 * EARTH_RADIUS_METRES * Math.atan2(Math.sqrt(a), Math.sqrt(1 - a)));
	}

	private static boolean isBetween(int value, int one, int other) {
		return value >= Math.min(one, other) && value <= Math.max(one, other);
	}

	private static double square(double value) {
		return value * value;
	}

}
