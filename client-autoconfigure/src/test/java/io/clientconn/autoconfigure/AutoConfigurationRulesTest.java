package io.clientconn.autoconfigure;

import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds our auto-configurations to the rules that Boot has for its own.
 */
class AutoConfigurationRulesTest {

	private static final List<Class<?>> LISTED = ImportCandidates.load(AutoConfiguration.class, null)
		.getCandidates()
		.stream()
		.filter((name) -> name.startsWith("io.clientconn."))
		.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, null))
		.toList();

	@Test
	void everyAutoConfigurationIsListedAndNothingElse() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(AutoConfiguration.class));
		assertThat(LISTED).hasSize(3)
			.extracting(Class::getName)
			.containsExactlyInAnyOrderElementsOf(scanner.findCandidateComponents("io.clientconn")
				.stream()
				.map((found) -> String.valueOf(found.getBeanClassName()))
				.toList());
	}

	@Test
	void theyArePublicFinalAndNamedForWhatTheyAre() {
		assertThat(LISTED).allSatisfy((type) -> {
			assertThat(type.getSimpleName()).endsWith("AutoConfiguration");
			assertThat(type).isPublic().isFinal();
			assertThat(AnnotatedElementUtils.hasAnnotation(type, AutoConfiguration.class)).isTrue();
		});
	}

	@Test
	void theyHaveNoPublicMembers() {
		assertThat(LISTED)
			.allSatisfy((type) -> assertThat(Stream.<Executable>concat(Stream.of(type.getDeclaredMethods()),
					Stream.of(type.getDeclaredConstructors())))
				.isNotEmpty()
				.noneMatch((member) -> Modifier.isPublic(member.getModifiers())));
	}

}
