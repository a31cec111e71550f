package io.clientconn.codegen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;

/**
 * The proto files of one request, linked. Immutable.
 *
 * @param all every file that protoc sent, imports before their importers
 * @param toGenerate the files that were named on the command line
 */
record ProtoFiles(List<FileDescriptor> all, List<FileDescriptor> toGenerate) {

	static ProtoFiles of(CodeGeneratorRequest request) throws GenerationException {
		Map<String, FileDescriptor> linked = new LinkedHashMap<>();
		for (FileDescriptorProto file : request.getProtoFileList()) {
			// protoc sends imports first.
			FileDescriptor[] imports = file.getDependencyList()
				.stream()
				.filter(linked::containsKey)
				.map(linked::get)
				.toArray(FileDescriptor[]::new);
			try {
				// Unknown imports are allowed: those that only carry options may be
				// absent.
				linked.put(file.getName(), FileDescriptor.buildFrom(file, imports, true));
			}
			catch (DescriptorValidationException ex) {
				throw new GenerationException(file.getName() + ": " + ex.getMessage());
			}
		}
		List<FileDescriptor> toGenerate = new ArrayList<>();
		for (String name : request.getFileToGenerateList()) {
			FileDescriptor file = linked.get(name);
			if (file == null) {
				throw new GenerationException(name + " is to be generated but was not sent");
			}
			toGenerate.add(file);
		}
		return new ProtoFiles(List.copyOf(linked.values()), List.copyOf(toGenerate));
	}

}
