package io.clientconn.reactor;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

/** What this module may see of the runtime. */
class ReactorRoomTest {

	private final JavaClasses product = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.clientconn.reactor");

	@Test
	void itStandsOnCallsAndReactorAlone() {
		assertThat(this.product).hasSizeGreaterThan(3);
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.clientconn.reactor", "io.clientconn.stub", "io.clientconn.rpc",
					"io.clientconn.concurrent", "reactor..", "org.reactivestreams", "org.jspecify.annotations",
					"java..")
			.check(this.product);
	}

	@Test
	void onlyTheCallsAndTheirContextArePublic() {
		assertThat(this.product.stream().filter((type) -> type.getModifiers().toString().contains("PUBLIC")))
			.extracting((type) -> type.getSimpleName())
			.containsExactlyInAnyOrder("ReactorCalls", "RpcContext");
	}

}
