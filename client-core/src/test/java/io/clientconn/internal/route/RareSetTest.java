package io.clientconn.internal.route;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RareSetTest {

	private final RareSet<String> set = new RareSet<>();

	@Test
	void nothingIsInANewSet() {
		assertThat(this.set.elements()).isEmpty();
		assertThat(this.set.remove("one")).isFalse();
	}

	@Test
	void whatIsAddedIsInItUntilItIsRemoved() {
		this.set.add("one");
		this.set.add("two");
		assertThat(this.set.elements()).containsExactlyInAnyOrder("one", "two");

		assertThat(this.set.remove("one")).isTrue();
		assertThat(this.set.remove("one")).isFalse();
		assertThat(this.set.elements()).containsExactly("two");
	}

}
