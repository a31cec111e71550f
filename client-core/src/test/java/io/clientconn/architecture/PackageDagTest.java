package io.clientconn.architecture;

import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One test per room, so that a report names the room whose door was left open.
 */
class PackageDagTest {

	private final ArchitectureRules rules = new ArchitectureRules(ProductClasses.ROOT);

	@Test
	void concurrentUsesOnlyItsDeclaredPackages() {
		check("concurrent");
	}

	@Test
	void rpcUsesOnlyItsDeclaredPackages() {
		check("rpc");
	}

	@Test
	void configUsesOnlyItsDeclaredPackages() {
		check("config");
	}

	@Test
	void observeUsesOnlyItsDeclaredPackages() {
		check("observe");
	}

	@Test
	void securityUsesOnlyItsDeclaredPackages() {
		check("security");
	}

	@Test
	void protobufUsesOnlyItsDeclaredPackages() {
		check("protobuf");
	}

	@Test
	void stubUsesOnlyItsDeclaredPackages() {
		check("stub");
	}

	@Test
	void internalWireUsesOnlyItsDeclaredPackages() {
		check("internal.wire");
	}

	@Test
	void resolverUsesOnlyItsDeclaredPackages() {
		check("resolver");
	}

	@Test
	void transportUsesOnlyItsDeclaredPackages() {
		check("transport");
	}

	@Test
	void balancerUsesOnlyItsDeclaredPackages() {
		check("balancer");
	}

	@Test
	void internalRouteUsesOnlyItsDeclaredPackages() {
		check("internal.route");
	}

	@Test
	void internalHttp2UsesOnlyItsDeclaredPackages() {
		check("internal.http2");
	}

	@Test
	void internalCallUsesOnlyItsDeclaredPackages() {
		check("internal.call");
	}

	@Test
	void internalChannelUsesOnlyItsDeclaredPackages() {
		check("internal.channel");
	}

	@Test
	void internalHealthUsesOnlyItsDeclaredPackages() {
		check("internal.health");
	}

	@Test
	void noPackageOutsideTheGraphExists() {
		this.rules.declaredPackages().check(ProductClasses.ALL);
	}

	@Test
	void packagesFormNoCycle() {
		this.rules.noCycles().check(ProductClasses.ALL);
	}

	@Test
	void theArchitecturePageShowsTheSameGraph() {
		TreeMap<String, Set<String>> data = new TreeMap<>();
		PackageDag.packages().forEach((name) -> data.put(name, PackageDag.declaredFor(name)));

		assertThat(DocumentedDag.read().edges()).isEqualTo(data);
	}

	@Test
	void everyRoomHasItsTest() {
		long rooms = Stream.of(PackageDagTest.class.getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class))
			.filter((method) -> method.getName().endsWith("UsesOnlyItsDeclaredPackages"))
			.count();

		assertThat(rooms).isEqualTo(PackageDag.packages().size());
	}

	@Test
	void everyRoomIsInhabited() {
		Set<String> inhabited = ProductClasses.ALL.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

		assertThat(PackageDag.packages())
			.allSatisfy((room) -> assertThat(inhabited).contains(ProductClasses.ROOT + "." + room));
	}

	private void check(String room) {
		assertThat(PackageDag.packages()).contains(room);
		this.rules.declaredEdges(room).check(ProductClasses.ALL);
	}

}
