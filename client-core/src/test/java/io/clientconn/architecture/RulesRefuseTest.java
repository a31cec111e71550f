package io.clientconn.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Each rule meets a class that breaks it, and a small sound world that does not.
 */
class RulesRefuseTest {

	private static final String BROKEN = "io.clientconn.architecture.fixtures.broken";

	private static final String SOUND = "io.clientconn.architecture.fixtures.sound";

	private static final JavaClasses BROKEN_CLASSES = new ClassFileImporter().importPackages(BROKEN);

	private final ArchitectureRules rules = new ArchitectureRules(BROKEN);

	@Test
	void anUndeclaredEdgeIsRefused() {
		assertRefused(this.rules.declaredEdges("config"), "PolicyConfig");
	}

	@Test
	void anUndeclaredPackageIsRefused() {
		assertRefused(this.rules.declaredPackages(), "Stray");
	}

	@Test
	void aPackageCycleIsRefused() {
		assertRefused(this.rules.noCycles(), "PeekingPolicy");
	}

	@Test
	void aBufferInTheWrongRoomIsRefused() {
		assertRefused(this.rules.nettyBuffers(), "BufferUser");
	}

	@Test
	void anEventLoopInTheWrongRoomIsRefused() {
		assertRefused(this.rules.nettyBeyondBuffers(), "LoopUser");
	}

	@Test
	void anAsciiStringInTheWrongRoomIsRefused() {
		assertRefused(this.rules.asciiStrings(), "AsciiUser");
	}

	@Test
	void protobufInTheWrongRoomIsRefused() {
		assertRefused(this.rules.protobuf(), "MessageUser");
	}

	@Test
	void jsonInTheWrongRoomIsRefused() {
		assertRefused(this.rules.json(), "JsonUser");
	}

	@Test
	void aPackageWithoutNullMarkedIsRefused() {
		assertRefused(this.rules.nullMarkedPackages(), "Unmarked");
	}

	@Test
	void aTransportTakenOutsideTheRouteIsRefused() {
		assertRefused(this.rules.transportOfSubConn(), "PeekingPolicy");
	}

	@Test
	void aSynchronizedMethodIsRefused() {
		assertRefused(this.rules.noSynchronizedMethods(), "Locker");
	}

	@Test
	void theSoundWorldPassesEveryRule() {
		ArchitectureRules sound = new ArchitectureRules(SOUND);
		JavaClasses classes = new ClassFileImporter().importPackages(SOUND);

		assertThatNoException().isThrownBy(() -> {
			sound.all().forEach((rule) -> rule.check(classes));
			PackageDag.packages().forEach((room) -> sound.declaredEdges(room).check(classes));
		});
	}

	private static void assertRefused(ArchRule rule, String culprit) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.check(BROKEN_CLASSES))
			.withMessageContaining(culprit);
	}

}
