package io.clientconn.codegen;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real protoc, put beside the classes by the build. One thread; keeps nothing but the
 * folder it was given, where it unpacks the protos that come with protobuf-java.
 */
final class Protoc {

	private static final List<String> BUNDLED = List.of("any", "api", "descriptor", "duration", "empty", "field_mask",
			"java_features", "source_context", "struct", "timestamp", "type", "wrappers");

	private final Path executable = Path.of("target/protoc/protoc.exe").toAbsolutePath();

	private final Path bundled;

	Protoc(Path folder) throws IOException {
		this.bundled = Files.createDirectories(folder.resolve("bundled"));
		if (!this.executable.toFile().setExecutable(true)) {
			throw new IOException(this.executable + " is missing or cannot be made executable");
		}
		Path google = Files.createDirectories(this.bundled.resolve("google/protobuf"));
		for (String name : BUNDLED) {
			try (InputStream proto = Protoc.class.getResourceAsStream("/google/protobuf/" + name + ".proto")) {
				Files.write(google.resolve(name + ".proto"), proto.readAllBytes());
			}
		}
	}

	/**
	 * Runs it over every proto below some folders.
	 */
	Outcome run(List<Path> roots, List<String> arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(this.executable.toString()));
		for (Path root : roots) {
			command.add("-I" + root.toAbsolutePath());
		}
		command.add("-I" + this.bundled);
		command.addAll(arguments);
		for (Path root : roots) {
			command.addAll(protos(root));
		}
		return Outcome.of(command);
	}

	static List<String> protos(Path root) throws IOException {
		try (Stream<Path> files = Files.walk(root)) {
			return files.filter((file) -> file.toString().endsWith(".proto"))
				.map((file) -> root.relativize(file).toString().replace('\\', '/'))
				.sorted()
				.toList();
		}
	}

	/**
	 * How a process ended.
	 *
	 * @param exitCode zero for success
	 * @param output standard output and error in one
	 */
	record Outcome(int exitCode, String output) {

		static Outcome of(List<String> command) throws IOException, InterruptedException {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return new Outcome(process.waitFor(), output);
		}

	}

}
