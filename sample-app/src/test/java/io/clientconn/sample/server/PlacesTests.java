package io.clientconn.sample.server;

import java.util.List;

import io.clientconn.sample.routeguide.Feature;
import io.clientconn.sample.routeguide.Point;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlacesTests {

	private final Places places = Places.load();

	@Test
	void theSampleKnowsAHundredPlaces() {
		assertThat(this.places.all()).hasSize(100);
	}

	@Test
	void everyPlaceHasANameOfItsOwn() {
		assertThat(this.places.all()).extracting(Feature::getName).doesNotHaveDuplicates().noneMatch(String::isBlank);
	}

	@Test
	void everyPlaceIsOnTheGlobeInE7Form() {
		assertThat(this.places.all()).extracting(Feature::getLocation).allSatisfy((point) -> {
			assertThat(point.getLatitude()).isBetween(-900_000_000, 900_000_000);
			assertThat(point.getLongitude()).isBetween(-1_800_000_000, 1_800_000_000);
			// Degrees that were not multiplied would be this small.
			assertThat(Math.abs(point.getLatitude())).isGreaterThan(180);
			assertThat(Math.abs(point.getLongitude())).isGreaterThan(180);
		});
	}

	@Test
	void aPlaceIsFoundAtItsExactPoint() {
		Feature tower = this.places.at(point(488583700, 22944810));

		assertThat(tower).isNotNull();
		assertThat(tower.getName()).isEqualTo("Eiffel Tower, Paris");
	}

	@Test
	void nothingIsFoundOneStepBeside() {
		assertThat(this.places.at(point(488583701, 22944810))).isNull();
	}

	@Test
	void twoPlacesAtOnePointAreRefused() {
		Feature one = Feature.newBuilder().setName("one").setLocation(point(1, 2)).build();
		Feature other = Feature.newBuilder().setName("other").setLocation(point(1, 2)).build();

		assertThatIllegalArgumentException().isThrownBy(() -> Places.of(List.of(one, other)))
			.withMessage("'one' and 'other' are at the same point");
	}

	private static Point point(int latitude, int longitude) {
		return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
	}

}
