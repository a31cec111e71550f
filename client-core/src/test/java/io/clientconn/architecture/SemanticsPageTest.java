package io.clientconn.architecture;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The semantics pages name tests that exist, and each of their rows has one or says that
 * the rule is not here or elsewhere.
 */
class SemanticsPageTest {

	private final SemanticsPages tests = SemanticsPages.ofTheRepository();

	@Test
	void everyRowNamesTestsThatExistOrSaysWhyThereIsNone() {
		assertThat(SemanticsPages.pages()).containsKey("semantics.md").allSatisfy((page, lines) -> {
			List<String> rows = SemanticsPages.rows(lines);
			assertThat(rows).as(page).isNotEmpty();
			assertThat(rows.stream().flatMap((row) -> this.tests.problems(row).stream())).as(page).isEmpty();
		});
	}

	@Test
	void whatDoesNotExistIsFound() {
		assertThat(this.tests.problems("| a | b | `NoSuchTest` |")).containsExactly("no such test: `NoSuchTest`");
		assertThat(this.tests.problems("| a | b | `SemanticsPageTest.noSuchMethod`, `SemanticsPageTest` |"))
			.containsExactly("no such test: `SemanticsPageTest.noSuchMethod`");
		assertThat(this.tests.problems("| a | b | `SemanticsPageTest.whatDoesNotExistIsFound` |")).isEmpty();
		assertThat(this.tests.problems("| a | b | `ChannelDefaultsTest.aChannelInheritsWhatItDoesNotSet` |")).isEmpty();
	}

	@Test
	void aRowWithoutTestNeedsAReason() {
		assertThat(this.tests.problems("| a | `ClientConn` does it | none |")).hasSize(1);
		assertThat(this.tests.problems("| a | Not here yet. | none |")).isEmpty();
		assertThat(this.tests.problems("| a | Elsewhere: security. | none |")).isEmpty();
		assertThat(this.tests.problems("| a | b |")).hasSize(1);
	}

	@Test
	void rowsAreWhatFollowsTheHeadOfATable() {
		assertThat(SemanticsPages
			.rows(List.of("| rule | here | test |", "|---|---|---|", "| a | b | c |", "text", "| d |", "| x |")))
			.containsExactly("| a | b | c |");
	}

}
