package io.clientconn.sample.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clientconn.sample.routeguide.Feature;
import io.clientconn.sample.routeguide.Point;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The places on the map, each at a point of its own. Immutable.
 */
final class Places {

	private static final String RESOURCE = "/places.json";

	private final Map<Point, Feature> byPoint;

	private Places(Map<Point, Feature> byPoint) {
		this.byPoint = byPoint;
	}

	/**
	 * Reads the places that come with the sample.
	 */
	static Places load() {
		try (InputStream json = Places.class.getResourceAsStream(RESOURCE)) {
			if (json == null) {
				throw new IllegalStateException(RESOURCE + " is not on the classpath");
			}
			List<Entry> entries = JsonMapper.shared().readValue(json, new TypeReference<>() {
			});
			return of(entries.stream().map(Entry::toFeature).toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Places of(List<Feature> features) {
		Map<Point, Feature> byPoint = new LinkedHashMap<>();
		for (Feature feature : features) {
			Feature other = byPoint.put(feature.getLocation(), feature);
			if (other != null) {
				throw new IllegalArgumentException(
						"'" + other.getName() + "' and '" + feature.getName() + "' are at the same point");
			}
		}
		return new Places(byPoint);
	}

	@Nullable Feature at(Point point) {
		return this.byPoint.get(point);
	}

	/**
	 * All places, in the order of their list.
	 */
	Collection<Feature> all() {
		return List.copyOf(this.byPoint.values());
	}

	/** A place as the resource spells it. */
	private record Entry(String name, Location location) {

		Feature toFeature() {
			return Feature.newBuilder()
				.setName(name())
				.setLocation(Point.newBuilder().setLatitude(location().latitude()).setLongitude(location().longitude()))
				.build();
		}

	}

	private record Location(int latitude, int longitude) {
	}

}
