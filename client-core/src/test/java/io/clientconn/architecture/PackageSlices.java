package io.clientconn.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/**
 * One slice per package. ArchUnit's pattern form cannot name the root package and its
 * subpackages in one expression.
 */
record PackageSlices(String root) implements SliceAssignment {

	@Override
	public SliceIdentifier getIdentifierOf(JavaClass type) {
		String name = type.getPackageName();
		boolean ours = name.equals(this.root) || name.startsWith(this.root + ".");
		return ours ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
	}

	@Override
	public String getDescription() {
		return "packages below " + this.root;
	}

}
