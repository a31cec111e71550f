package io.clientconn.codegen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The exact text of what is generated. After a deliberate change run the tests with
 * {@code -Dgolden.update=true} and read the difference before committing it.
 */
class GoldenFilesTest {

	private static final Path GOLDEN = Path.of("src/test/resources/golden");

	@TempDir
	private Path classes;

	@Test
	void greeterIsAsReviewed() throws IOException {
		check("greeter", TestProto.greeter().sources());
	}

	@Test
	void routeGuideIsAsReviewed() throws IOException {
		check("route_guide", TestProto.routeGuide().sources());
	}

	@Test
	void routeGuideForReactorIsAsReviewed() throws IOException {
		check("route_guide_for_reactor", GeneratedSources.of(TestProto.routeGuide().generate("flavours=reactor")));
	}

	@Test
	void theSameRequestGivesTheSameText() {
		assertThat(TestProto.routeGuide().generate("")).isEqualTo(TestProto.routeGuide().generate(""));
	}

	@Test
	void bothCompileWithoutAWarning() throws IOException {
		TestProto.greeter().sources().compile(this.classes);
		TestProto.routeGuide().sources().compile(this.classes);
	}

	private static void check(String folder, GeneratedSources actual) throws IOException {
		Path golden = GOLDEN.resolve(folder);
		if (Boolean.getBoolean("golden.update")) {
			for (Map.Entry<String, String> file : actual.byPath().entrySet()) {
				Path path = golden.resolve(file.getKey() + ".txt");
				Files.createDirectories(path.getParent());
				Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
			}
		}
		assertThat(actual.byPath().keySet()).isEqualTo(files(golden));
		for (Map.Entry<String, String> file : actual.byPath().entrySet()) {
			List<String> expected = Files.readAllLines(golden.resolve(file.getKey() + ".txt"), StandardCharsets.UTF_8);
			assertThat(file.getValue().lines().toList()).as(file.getKey()).isEqualTo(expected);
		}
	}

	private static Set<String> files(Path golden) throws IOException {
		try (Stream<Path> paths = Files.walk(golden)) {
			return paths.filter(Files::isRegularFile)
				.map((path) -> golden.relativize(path).toString().replace('\\', '/'))
				.map((path) -> path.substring(0, path.length() - ".txt".length()))
				.collect(Collectors.toSet());
		}
	}

}
