package io.clientconn.architecture;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The rules, built for a root package so that the same objects judge the product and the
 * fixtures that break them on purpose. A rule whose packages do not exist yet passes.
 */
final class ArchitectureRules {

	private final String root;

	ArchitectureRules(String root) {
		this.root = root;
	}

	/** Every edge that starts in the given package is on the list. */
	ArchRule declaredEdges(String source) {
		return classes().that(areIn(source)).should(useOnlyDeclaredPackages()).allowEmptyShould(true);
	}

	/** A package that is not on the list cannot appear unnoticed. */
	ArchRule declaredPackages() {
		return classes().should(new ArchCondition<>("live in a package of the declared graph") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				if (!PackageDag.declares(relative(type))) {
					events.add(SimpleConditionEvent.violated(type,
							type.getName() + " lives in a package that PackageDag does not list"));
				}
			}
		});
	}

	ArchRule noCycles() {
		return SlicesRuleDefinition.slices()
			.assignedFrom(new PackageSlices(this.root))
			.should()
			.beFreeOfCycles()
			.allowEmptyShould(true);
	}

	/** Buffers go further than the rest of Netty, and no further than these packages. */
	ArchRule nettyBuffers() {
		return confined("use Netty buffers", List.of("io.netty.buffer"), List.of(),
				List.of("internal.wire", "transport", "internal.call", "internal.http2", "security", PackageDag.ROOT));
	}

	ArchRule nettyBeyondBuffers() {
		DescribedPredicate<JavaClass> beyond = describe("the rest of Netty",
				(type) -> inPackage(type, "io.netty") && !inPackage(type, "io.netty.buffer")
						&& !type.getBaseComponentType().getName().equals("io.netty.util.AsciiString"));
		return noClasses().that(areOutside("internal.http2", "security", PackageDag.ROOT))
			.should()
			.dependOnClassesThat(beyond)
			.allowEmptyShould(true);
	}

	ArchRule asciiStrings() {
		return confined("use AsciiString", List.of(), List.of("io.netty.util.AsciiString"),
				List.of("internal.wire", "internal.http2", "security", PackageDag.ROOT));
	}

	ArchRule protobuf() {
		return confined("use protobuf", List.of("com.google.protobuf"), List.of(), List.of("protobuf"));
	}

	ArchRule json() {
		return confined("use Jackson", List.of("tools.jackson"), List.of(), List.of("config"));
	}

	ArchRule nullMarkedPackages() {
		return classes().should(new ArchCondition<>("live in a @NullMarked package") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				JavaPackage home = type.getPackage();
				boolean marked = home.tryGetPackageInfo().isPresent() && home.isAnnotatedWith(NullMarked.class);
				if (!marked) {
					events.add(SimpleConditionEvent.violated(type,
							type.getName() + ": the package-info of " + home.getName() + " is not @NullMarked"));
				}
			}
		});
	}

	/** A policy holds SubConns, but only the route may turn one into a transport. */
	ArchRule transportOfSubConn() {
		String subConn = qualified("balancer") + ".SubConn";
		DescribedPredicate<JavaMethodCall> read = DescribedPredicate.describe("SubConn.transport()",
				(call) -> call.getTarget().getName().equals("transport")
						&& call.getTargetOwner().isAssignableTo(subConn));
		return noClasses().that(areOutside("internal.route")).should().callMethodWhere(read).allowEmptyShould(true);
	}

	/** The modifier; Checkstyle sees the blocks. */
	ArchRule noSynchronizedMethods() {
		return methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).allowEmptyShould(true);
	}

	/** Every rule except the edges, which are checked package by package. */
	Stream<ArchRule> all() {
		return Stream.of(declaredPackages(), noCycles(), nettyBuffers(), nettyBeyondBuffers(), asciiStrings(),
				protobuf(), json(), nullMarkedPackages(), transportOfSubConn(), noSynchronizedMethods());
	}

	private ArchRule confined(String what, List<String> packages, List<String> types, List<String> homes) {
		DescribedPredicate<JavaClass> foreign = describe(what,
				(type) -> packages.stream().anyMatch((name) -> inPackage(type, name))
						|| types.contains(type.getName()));
		return noClasses().that(areOutside(homes.toArray(String[]::new)))
			.should()
			.dependOnClassesThat(foreign)
			.as("only " + homes + " may " + what)
			.allowEmptyShould(true);
	}

	private ArchCondition<JavaClass> useOnlyDeclaredPackages() {
		return new ArchCondition<>("use only declared packages") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getDirectDependenciesFromSelf().forEach((edge) -> checkEdge(edge, events));
			}
		};
	}

	private void checkEdge(Dependency edge, ConditionEvents events) {
		JavaClass target = edge.getTargetClass().getBaseComponentType();
		if (!isOurs(target)) {
			return;
		}
		String from = relative(edge.getOriginClass());
		String to = relative(target);
		if (!PackageDag.allows(from, to)) {
			events.add(SimpleConditionEvent.violated(edge,
					"undeclared edge '" + from + "' -> '" + to + "': " + edge.getDescription()));
		}
	}

	private DescribedPredicate<JavaClass> areIn(String name) {
		return describe("are in '" + name + "'", (type) -> type.getPackageName().equals(qualified(name)));
	}

	private DescribedPredicate<JavaClass> areOutside(String... names) {
		List<String> homes = Stream.of(names).map(this::qualified).toList();
		return describe("are outside " + homes, (type) -> !homes.contains(type.getPackageName()));
	}

	private boolean isOurs(JavaClass type) {
		return inPackage(type, this.root);
	}

	private String relative(JavaClass type) {
		String name = type.getPackageName();
		return name.equals(this.root) ? PackageDag.ROOT : name.substring(this.root.length() + 1);
	}

	private String qualified(String name) {
		return PackageDag.ROOT.equals(name) ? this.root : this.root + "." + name;
	}

	private static boolean inPackage(JavaClass type, String name) {
		String home = type.getBaseComponentType().getPackageName();
		return home.equals(name) || home.startsWith(name + ".");
	}

	private static DescribedPredicate<JavaClass> describe(String text, Predicate<JavaClass> predicate) {
		return DescribedPredicate.describe(text, predicate);
	}

}
