package io.clientconn.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelName} and {@link Suggestion}.
 */
class ChannelNameTest {

	@Test
	void spellingsThatAnEnvironmentVariableCannotTellApartAreOneName() {
		assertThat(List.of("order-service", "orderService", "ORDER_SERVICE", "orderservice"))
			.allMatch((name) -> ChannelName.canonical(name).equals("orderservice"));
	}

	@Test
	void theSpellingThatKeepsWordBoundariesIsShown() {
		assertThat(ChannelName.moreTelling("orderservice", "order-service")).isEqualTo("order-service");
		assertThat(ChannelName.moreTelling("order-service", "orderservice")).isEqualTo("order-service");
		assertThat(ChannelName.moreTelling("orderservice", "orderService")).isEqualTo("orderService");
	}

	@Test
	void aSlipOfTheFingerFindsTheNearestName() {
		List<String> names = List.of("orders", "stock", "order-service");
		assertThat(Suggestion.of("ordrs", names)).isEqualTo("orders");
		assertThat(Suggestion.of("Stok", names)).isEqualTo("stock");
		assertThat(Suggestion.of("orderServce", names)).isEqualTo("order-service");
	}

	@Test
	void somethingElseEntirelyFindsNone() {
		assertThat(Suggestion.of("billing", List.of("orders", "stock"))).isNull();
		assertThat(Suggestion.question("billing", List.of())).isEmpty();
	}

}
