package io.clientconn.sample.web;

import io.clientconn.sample.routeguide.Feature;
import org.jspecify.annotations.Nullable;

/**
 * A place in JSON, with the server that knew it.
 */
record FeatureJson(String name, PointJson location, @Nullable String servedBy) {

	static FeatureJson of(Feature feature, ServedBy servedBy) {
		return new FeatureJson(feature.getName(), PointJson.of(feature.getLocation()), servedBy.server());
	}

}
