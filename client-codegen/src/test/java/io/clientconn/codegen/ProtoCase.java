package io.clientconn.codegen;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.compiler.PluginProtos;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;

/**
 * Protos of one folder on their way through protoc, the generator and the Java compiler.
 *
 * @param protos the folder
 * @param work where results go
 */
record ProtoCase(Path protos, Path work) {

	static List<Path> folders(Path root) throws IOException {
		try (Stream<Path> folders = Files.list(root)) {
			return folders.filter(Files::isDirectory).sorted().toList();
		}
	}

	/**
	 * The name of a folder as the sentence it stands for.
	 */
	static String sentence(Path folder) {
		return folder.getFileName().toString().replace('-', ' ');
	}

	/**
	 * What the generator answers for these protos, and protobuf's own classes on disk.
	 */
	CodeGeneratorResponse generate(Protoc protoc, String options) throws IOException, InterruptedException {
		Path messages = Files.createDirectories(this.work.resolve("messages"));
		Path set = this.work.resolve("descriptors.bin");
		Protoc.Outcome outcome = protoc.run(List.of(this.protos), List.of("--java_out=" + messages, "--include_imports",
				"--include_source_info", "--retain_options", "--descriptor_set_out=" + set));
		if (outcome.exitCode() != 0 || !outcome.output().isEmpty()) {
			throw new AssertionError("protoc says: " + outcome.output());
		}
		ExtensionRegistry registry = ExtensionRegistry.newInstance();
		PluginProtos.registerAllExtensions(registry);
		JavaFeaturesProto.registerAllExtensions(registry);
		return CodeGeneration.answer(CodeGeneratorRequest.newBuilder()
			.setParameter(options)
			.addAllProtoFile(FileDescriptorSet.parseFrom(Files.readAllBytes(set), registry).getFileList())
			.addAllFileToGenerate(Protoc.protos(this.protos))
			.build());
	}

	/**
	 * Compiles messages and clients, with every warning an error, those about Javadoc
	 * included. Only protobuf's own code may use what protobuf deprecates.
	 */
	ClassLoader compile(GeneratedSources clients) throws IOException {
		Path messages = Files.createDirectories(this.work.resolve("message-classes"));
		Path classes = Files.createDirectories(this.work.resolve("client-classes"));
		Map<String, String> sources = messageSources();
		if (!sources.isEmpty()) {
			new GeneratedSources(sources).compile(messages, List.of(), "-Xlint:all,-deprecation");
		}
		if (!clients.byPath().isEmpty()) {
			clients.compile(classes, List.of(messages), "-Xlint:all", "-Xdoclint:all/protected");
		}
		return new URLClassLoader(new URL[] { messages.toUri().toURL(), classes.toUri().toURL() },
				ProtoCase.class.getClassLoader());
	}

	/**
	 * The methods of some files of a descriptor set: full name to what goes in and out.
	 */
	static Map<String, String> methods(Path set, List<String> files) throws IOException {
		Map<String, String> methods = new TreeMap<>();
		for (FileDescriptorProto file : FileDescriptorSet.parseFrom(Files.readAllBytes(set)).getFileList()) {
			if (files.contains(file.getName())) {
				String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
				file.getServiceList()
					.forEach((service) -> service.getMethodList()
						.forEach((method) -> methods.put(prefix + service.getName() + "/" + method.getName(),
								method.getInputType().substring(1) + " -> " + method.getOutputType().substring(1))));
			}
		}
		return methods;
	}

	private Map<String, String> messageSources() throws IOException {
		Path root = this.work.resolve("messages");
		Map<String, String> sources = new TreeMap<>();
		try (Stream<Path> files = Files.walk(root)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				sources.put(root.relativize(file).toString().replace('\\', '/'),
						Files.readString(file, StandardCharsets.UTF_8));
			}
		}
		return sources;
	}

}
