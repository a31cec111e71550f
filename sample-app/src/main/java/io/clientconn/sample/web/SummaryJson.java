package io.clientconn.sample.web;

import io.clientconn.sample.routeguide.RouteSummary;

/**
 * A route's summary under the JSON names of the proto, zeros included.
 */
record SummaryJson(int pointCount, int featureCount, int distance, int elapsedTime) {

	static SummaryJson of(RouteSummary summary) {
		return new SummaryJson(summary.getPointCount(), summary.getFeatureCount(), summary.getDistance(),
				summary.getElapsedTime());
	}

}
