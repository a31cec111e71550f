package io.clientconn.codegen;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The plugin as a program that the real protoc starts. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "protoc starts the plugin through a shell script here")
class ThroughProtocTest {

	@TempDir
	private Path work;

	private Protoc protoc;

	@BeforeEach
	void findProtoc() throws IOException {
		this.protoc = new Protoc(this.work);
	}

	@Test
	void allHardCasesInOneRunGiveTheSameBytesTwiceAndNothingIsSaid() throws Exception {
		List<Path> cases = ProtoCase.folders(HardCasesTest.CASES);
		Path first = Files.createDirectory(this.work.resolve("first"));
		Path second = Files.createDirectory(this.work.resolve("second"));

		for (Path out : List.of(first, second)) {
			Protoc.Outcome outcome = this.protoc.run(cases, plugin(HardCasesTest.ALL_FLAVOURS + ":", out));
			assertThat(outcome.output()).isEmpty();
			assertThat(outcome.exitCode()).isZero();
		}

		assertThat(files(first)).isNotEmpty().isEqualTo(files(second)).isEqualTo(inThisProcess(cases));
	}

	@Test
	void anUnknownOptionEndsProtocWithOneLine() throws Exception {
		Protoc.Outcome outcome = this.protoc.run(List.of(HardCasesTest.CASES.resolve("streaming-of-all-kinds")),
				plugin("colour=green:", this.work));

		assertThat(outcome.exitCode()).isNotZero();
		assertThat(outcome.output()).isEqualTo("--clientconn_out: clientconn: unknown option "
				+ "'colour=green': known are flavours=blocking,async,reactor and suffix=Client\n");
	}

	@Test
	void aClashEndsProtocWithOneLine() throws Exception {
		Path folder = HardCasesTest.REFUSED.resolve("a-message-is-named-like-a-client");
		Protoc.Outcome outcome = this.protoc.run(List.of(folder), plugin("", this.work));

		assertThat(outcome.exitCode()).isNotZero();
		assertThat(outcome.output().lines()).hasSize(1)
			.allSatisfy((line) -> assertThat(line).contains("refused.GreeterClient, but that is message"));
	}

	@Test
	void aClassPathWithoutProtobufEndsProtocWithOneLine() throws Exception {
		assertThat(brokenBy("protobuf-java"))
			.startsWith("--clientconn_out: clientconn: a class that the plugin needs is"
					+ " missing, or of another version: java.lang.NoClassDefFoundError: com/google/protobuf/")
			.contains("It runs with no protobuf-java at all, but needs protobuf-java 4.34 or later")
			.endsWith("give it a class path of its own with just these\n")
			.hasLineCount(1);
	}

	@Test
	void aClassPathWithoutAnotherLibraryEndsProtocWithOneLine() throws Exception {
		assertThat(brokenBy("javapoet")).contains("NoClassDefFoundError: com/palantir/javapoet/")
			.contains("It runs with protobuf-java-")
			.hasLineCount(1);
	}

	private String brokenBy(String missing) throws Exception {
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !Path.of(entry).getFileName().toString().startsWith(missing))
			.collect(Collectors.joining(File.pathSeparator));
		Protoc.Outcome outcome = this.protoc.run(List.of(HardCasesTest.CASES.resolve("streaming-of-all-kinds")),
				List.of("--plugin=protoc-gen-clientconn=" + script(classPath), "--clientconn_out=" + this.work));
		assertThat(outcome.exitCode()).isNotZero();
		return outcome.output();
	}

	private List<String> plugin(String options, Path out) throws IOException {
		return List.of("--plugin=protoc-gen-clientconn=" + script(System.getProperty("java.class.path")),
				"--clientconn_out=" + options + out);
	}

	private Path script(String classPath) throws IOException {
		Path script = this.work.resolve("protoc-gen-clientconn");
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Files.writeString(script,
				"#!/bin/sh\nexec '" + java + "' -cp '" + classPath + "' io.clientconn.codegen.ProtocPlugin\n");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		return script;
	}

	private Map<String, String> inThisProcess(List<Path> cases) throws Exception {
		Map<String, String> sources = new TreeMap<>();
		for (Path folder : cases) {
			Path place = this.work.resolve(folder.getFileName());
			CodeGeneratorResponse response = new ProtoCase(folder, place).generate(this.protoc,
					HardCasesTest.ALL_FLAVOURS);
			response.getFileList().forEach((file) -> sources.put(file.getName(), file.getContent()));
		}
		return sources;
	}

	private static Map<String, String> files(Path root) throws IOException {
		List<Path> paths = new ArrayList<>();
		try (Stream<Path> files = Files.walk(root)) {
			files.filter(Files::isRegularFile).forEach(paths::add);
		}
		Map<String, String> sources = new TreeMap<>();
		for (Path path : paths) {
			sources.put(root.relativize(path).toString().replace('\\', '/'), Files.readString(path));
		}
		return sources;
	}

}
