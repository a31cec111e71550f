package io.clientconn.codegen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Protos that are hard on a generator. Each folder of {@code cases} is one, named as a
 * sentence: the real protoc reads it, protobuf's classes and our clients are compiled,
 * every method is called, and the public names must be those of {@code expected.txt}. In
 * {@code refused} are those that cannot work, with the line a user gets.
 * <p>
 * After a deliberate change run the tests with {@code -Dgolden.update=true} and read the
 * difference before committing it.
 */
class HardCasesTest {

	static final Path CASES = Path.of("src/test/resources/cases");

	static final Path REFUSED = Path.of("src/test/resources/refused");

	static final String ALL_FLAVOURS = "flavours=blocking,async,reactor";

	@TempDir
	private static Path work;

	private static Protoc protoc;

	@BeforeAll
	static void findProtoc() throws IOException {
		protoc = new Protoc(work);
	}

	@Test
	void thereAreAtLeastFortyOfThem() throws IOException {
		assertThat(ProtoCase.folders(CASES)).hasSizeGreaterThanOrEqualTo(40);
	}

	@TestFactory
	Stream<DynamicTest> clientsCompileAndReachEveryMethod() throws IOException {
		return ProtoCase.folders(CASES)
			.stream()
			.map((folder) -> DynamicTest.dynamicTest(ProtoCase.sentence(folder), () -> works(folder)));
	}

	@TestFactory
	Stream<DynamicTest> whatCannotWorkIsOneLine() throws IOException {
		return ProtoCase.folders(REFUSED)
			.stream()
			.map((folder) -> DynamicTest.dynamicTest(ProtoCase.sentence(folder), () -> isRefused(folder)));
	}

	private static void works(Path folder) throws Exception {
		ProtoCase hard = new ProtoCase(folder, work.resolve(folder.getFileName()));
		GeneratedSources clients = GeneratedSources.of(hard.generate(protoc, ALL_FLAVOURS));
		GeneratedApi api = GeneratedApi.of(clients, hard.compile(clients));

		assertThat(api.messages()).isEqualTo(declared(hard));
		Exercise exercise = new Exercise(api);
		Set<String> reached = new TreeSet<>();
		for (Class<?> type : api.interfaces()) {
			Set<String> reachedByType = exercise.callAll(type);
			assertThat(reachedByType).as(type.getName()).isEqualTo(exercise.callAllOfAnEmptyFake(type));
			reached.addAll(reachedByType);
		}
		assertThat(reached).isEqualTo(api.descriptors().keySet());
		assertGolden(folder.resolve("expected.txt"), api.text());
		assertThat(clients.byPath().values()).as("checks of versions")
			.noneMatch((source) -> source.contains("RuntimeVersion"));
	}

	private static void isRefused(Path folder) throws Exception {
		CodeGeneratorResponse response = new ProtoCase(folder, work.resolve(folder.getFileName())).generate(protoc,
				ALL_FLAVOURS);

		assertThat(response.getFileList()).isEmpty();
		assertGolden(folder.resolve("expected.txt"), response.getError() + "\n");
		assertThat(response.getError().lines()).hasSize(1);
	}

	private static Map<String, String> declared(ProtoCase hard) throws IOException {
		return ProtoCase.methods(hard.work().resolve("descriptors.bin"), Protoc.protos(hard.protos()));
	}

	private static void assertGolden(Path golden, String actual) throws IOException {
		if (Boolean.getBoolean("golden.update")) {
			Files.writeString(golden, actual, StandardCharsets.UTF_8);
		}
		assertThat(actual.lines()).containsExactlyElementsOf(Files.readAllLines(golden, StandardCharsets.UTF_8));
	}

}
