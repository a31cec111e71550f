package io.clientconn.codegen;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.Collectors;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.compiler.PluginProtos;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link CodeGeneratorRequest} and answers a {@link CodeGeneratorResponse} with
 * the sources of the clients. One thread, one request. What a user did wrong becomes the
 * error of the response, which protoc prints.
 */
final class CodeGeneration {

	private CodeGeneration() {
	}

	/**
	 * Answers one request.
	 * @param in the request
	 * @param out where the response goes
	 * @throws IOException if the streams cannot be read or written
	 */
	static void run(InputStream in, OutputStream out) throws IOException {
		byte[] bytes = in.readAllBytes();
		// Without the registry the Java features of editions would be unknown fields.
		ExtensionRegistry registry = ExtensionRegistry.newInstance();
		// First, for the class initializers of the two depend on each other and work in
		// this order only.
		PluginProtos.registerAllExtensions(registry);
		JavaFeaturesProto.registerAllExtensions(registry);
		CodeGeneratorResponse response;
		try {
			response = answer(CodeGeneratorRequest.parseFrom(bytes, registry));
		}
		catch (InvalidProtocolBufferException ex) {
			response = CodeGeneratorResponse.newBuilder()
				.setError("clientconn: the " + bytes.length + " bytes on standard input are no request of protoc: "
						+ oneLine(ex.getMessage()))
				.build();
		}
		response.writeTo(out);
		out.flush();
	}

	/**
	 * Answers one request.
	 * @param request the request, its Java features recognised
	 * @return sources, or one line that says what is wrong
	 */
	static CodeGeneratorResponse answer(CodeGeneratorRequest request) {
		CodeGeneratorResponse.Builder response = CodeGeneratorResponse.newBuilder()
			.setSupportedFeatures(CodeGeneratorResponse.Feature.FEATURE_PROTO3_OPTIONAL_VALUE
					| CodeGeneratorResponse.Feature.FEATURE_SUPPORTS_EDITIONS_VALUE)
			.setMinimumEdition(Edition.EDITION_PROTO2_VALUE)
			.setMaximumEdition(Edition.EDITION_2024_VALUE);
		try {
			if (request.getFileToGenerateCount() == 0) {
				throw new GenerationException("protoc names no file to generate; this program is run by protoc");
			}
			PluginOptions options = PluginOptions.parse(request.getParameter());
			response.addAllFile(new ClientGenerator(options).generate(ProtoFiles.of(request)));
		}
		catch (GenerationException ex) {
			response.setError("clientconn: " + oneLine(ex.getMessage()));
		}
		catch (RuntimeException | StackOverflowError ex) {
			response.setError("clientconn: this is a bug of the generator, please report it with the proto files: "
					+ oneLine(ex + Arrays.stream(ex.getStackTrace()).findFirst().map((at) -> " at " + at).orElse("")));
		}
		return response.build();
	}

	private static String oneLine(@Nullable String message) {
		return String.valueOf(message).lines().map(String::strip).collect(Collectors.joining(" "));
	}

}
