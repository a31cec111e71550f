package io.clientconn.architecture;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A rule that never runs is green too. These tests count.
 */
class RulesRunTest {

	private final ArchitectureRules rules = new ArchitectureRules(ProductClasses.ROOT);

	@Test
	void everyMainClassIsImported() {
		assertThat(ProductClasses.filesOnDisk()).isPositive();
		assertThat(ProductClasses.ALL).hasSize(Math.toIntExact(ProductClasses.filesOnDisk()));
	}

	@Test
	void everyRuleIsEvaluated() {
		List<EvaluationResult> results = Stream
			.concat(this.rules.all(), PackageDag.packages().stream().map(this.rules::declaredEdges))
			.map((ArchRule rule) -> rule.evaluate(ProductClasses.ALL))
			.toList();

		assertThat(results).hasSize(10 + PackageDag.packages().size()).noneMatch(EvaluationResult::hasViolation);
	}

}
