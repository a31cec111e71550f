package io.clientconn.grpcjava;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bridge stands between two public interfaces and sees behind neither.
 */
class RoomTest {

	private static final JavaClasses BRIDGE = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.clientconn.grpcjava");

	@Test
	void onlyPublicInterfacesOfBothSidesAreUsed() {
		assertThat(BRIDGE).hasSizeGreaterThan(10);
		ArchRuleDefinition.classes()
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.clientconn.grpcjava", "io.clientconn", "io.clientconn.rpc",
					"io.clientconn.security", "io.clientconn.observe", "io.clientconn.concurrent", "io.grpc", "java..",
					"javax.net.ssl", "org.slf4j", "org.jspecify.annotations")
			.check(BRIDGE);
	}

	@Test
	void noMethodIsSynchronized() {
		ArchRuleDefinition.noMethods()
			.should()
			.haveModifier(com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED)
			.check(BRIDGE);
	}

	@Test
	void nothingIsRegisteredBehindTheUsersBack() {
		assertThat(getClass().getClassLoader()
			.resources("META-INF/services/io.grpc.ManagedChannelProvider")
			.map(Object::toString)).noneMatch((url) -> url.contains("client-grpc-java"));
	}

}
