package io.clientconn.architecture;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/**
 * The main classes of client-core, imported once for all tests.
 */
final class ProductClasses {

	static final String ROOT = "io.clientconn";

	private static final Path HOME = home();

	static final JavaClasses ALL = new ClassFileImporter().importPath(HOME);

	private ProductClasses() {
	}

	/** Counted without ArchUnit, to notice an import that missed something. */
	static long filesOnDisk() {
		try (Stream<Path> files = Files.walk(HOME)) {
			return files.filter((file) -> file.toString().endsWith(".class")).count();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot list " + HOME, ex);
		}
	}

	private static Path home() {
		try {
			Class<?> anchor = Class.forName(ROOT + ".package-info");
			return Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (ClassNotFoundException | URISyntaxException ex) {
			throw new IllegalStateException("Cannot find the main classes", ex);
		}
	}

}
