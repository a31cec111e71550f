package io.clientconn.architecture;

import org.junit.jupiter.api.Test;

/**
 * Libraries stay in the rooms that were built around them.
 */
class ConfinementTest {

	private final ArchitectureRules rules = new ArchitectureRules(ProductClasses.ROOT);

	@Test
	void nettyBuffersStayOnTheDataPath() {
		this.rules.nettyBuffers().check(ProductClasses.ALL);
	}

	@Test
	void theRestOfNettyStaysInTheTransport() {
		this.rules.nettyBeyondBuffers().check(ProductClasses.ALL);
	}

	@Test
	void asciiStringGoesNoFurtherThanTheWire() {
		this.rules.asciiStrings().check(ProductClasses.ALL);
	}

	@Test
	void protobufStaysInItsPackage() {
		this.rules.protobuf().check(ProductClasses.ALL);
	}

	@Test
	void jsonStaysInConfig() {
		this.rules.json().check(ProductClasses.ALL);
	}

	@Test
	void onlyTheRouteReadsTheTransportOfASubConn() {
		this.rules.transportOfSubConn().check(ProductClasses.ALL);
	}

	@Test
	void everyPackageIsNullMarked() {
		this.rules.nullMarkedPackages().check(ProductClasses.ALL);
	}

	@Test
	void noMethodIsSynchronized() {
		this.rules.noSynchronizedMethods().check(ProductClasses.ALL);
	}

}
