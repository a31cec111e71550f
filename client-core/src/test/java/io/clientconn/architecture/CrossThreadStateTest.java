package io.clientconn.architecture;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The architecture page names every class whose state crosses threads, and no other. A
 * class counts if it has a volatile field or uses an atomic or a concurrent collection.
 */
class CrossThreadStateTest {

	@Test
	void thePageListsEveryClassWithStateThatCrossesThreads() {
		Set<String> found = ProductClasses.ALL.stream()
			.filter(CrossThreadStateTest::crosses)
			.map(CrossThreadStateTest::topLevelName)
			.collect(Collectors.toCollection(TreeSet::new));

		assertThat(found).isNotEmpty();
		assertThat(DocumentedDag.crossing()).containsExactlyInAnyOrderElementsOf(found);
	}

	private static boolean crosses(JavaClass type) {
		return type.getFields().stream().anyMatch((field) -> field.getModifiers().contains(JavaModifier.VOLATILE))
				|| type.getDirectDependenciesFromSelf()
					.stream()
					.anyMatch((dependency) -> isConcurrent(dependency.getTargetClass()));
	}

	private static boolean isConcurrent(JavaClass type) {
		return type.getPackageName().equals("java.util.concurrent.atomic") || List
			.of("ConcurrentLinkedQueue", "ConcurrentLinkedDeque", "ConcurrentHashMap", "KeySetView",
					"CopyOnWriteArrayList")
			.contains(type.getSimpleName());
	}

	private static String topLevelName(JavaClass type) {
		return type.getEnclosingClass().map(CrossThreadStateTest::topLevelName).orElseGet(type::getSimpleName);
	}

}
