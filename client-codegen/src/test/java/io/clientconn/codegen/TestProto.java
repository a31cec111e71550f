package io.clientconn.codegen;

import java.util.List;
import java.util.function.Consumer;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.StructProto;
import com.google.protobuf.WrappersProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;

/**
 * A proto file as protoc would send it, with one service. Its messages default to those
 * that come with protobuf, so that generated code compiles without more generated code.
 */
final class TestProto {

	static final String TEXT = ".google.protobuf.StringValue";

	static final String STRUCT = ".google.protobuf.Struct";

	final FileDescriptorProto.Builder file;

	private final ServiceDescriptorProto.Builder service;

	TestProto(String name, String protoPackage, String serviceName) {
		this.file = FileDescriptorProto.newBuilder()
			.setName(name)
			.setPackage(protoPackage)
			.setSyntax("proto3")
			.addDependency("google/protobuf/wrappers.proto")
			.addDependency("google/protobuf/struct.proto");
		this.service = this.file.addServiceBuilder().setName(serviceName);
	}

	TestProto javaPackage(String javaPackage) {
		this.file.getOptionsBuilder().setJavaPackage(javaPackage);
		return this;
	}

	TestProto message(String name) {
		this.file.addMessageType(DescriptorProto.newBuilder().setName(name));
		return this;
	}

	TestProto comment(String text) {
		this.file.getSourceCodeInfoBuilder()
			.addLocation(Location.newBuilder().addAllPath(List.of(6, 0)).setLeadingComments(text));
		return this;
	}

	TestProto rpc(String name, RpcKind kind) {
		return rpc(name, kind, (method) -> {
		});
	}

	TestProto rpc(String name, RpcKind kind, Consumer<MethodDescriptorProto.Builder> more) {
		MethodDescriptorProto.Builder method = this.service.addMethodBuilder()
			.setName(name)
			.setInputType(TEXT)
			.setOutputType(STRUCT)
			.setClientStreaming(kind == RpcKind.CLIENT_STREAMING || kind == RpcKind.BIDI_STREAMING)
			.setServerStreaming(kind == RpcKind.SERVER_STREAMING || kind == RpcKind.BIDI_STREAMING);
		more.accept(method);
		return this;
	}

	TestProto rpcComment(String text) {
		this.file.getSourceCodeInfoBuilder()
			.addLocation(Location.newBuilder()
				.addAllPath(List.of(6, 0, 2, this.service.getMethodCount() - 1))
				.setLeadingComments(text));
		return this;
	}

	TestProto rpcCommentBehind(String text) {
		this.file.getSourceCodeInfoBuilder()
			.addLocation(Location.newBuilder()
				.addAllPath(List.of(6, 0, 2, this.service.getMethodCount() - 1))
				.setTrailingComments(text));
		return this;
	}

	CodeGeneratorResponse generate(String parameter) {
		return CodeGeneration.answer(CodeGeneratorRequest.newBuilder()
			.setParameter(parameter)
			.addProtoFile(WrappersProto.getDescriptor().toProto())
			.addProtoFile(StructProto.getDescriptor().toProto())
			.addProtoFile(this.file)
			.addFileToGenerate(this.file.getName())
			.build());
	}

	GeneratedSources sources() {
		return GeneratedSources.of(generate(""));
	}

	static TestProto greeter() {
		return new TestProto("greet/v1/greeter.proto", "greet.v1", "Greeter").javaPackage("com.example.greet")
			.comment(" Greets people.\n")
			.rpc("SayHello", RpcKind.UNARY)
			.rpcComment(" Says hello to somebody.\n");
	}

	static TestProto routeGuide() {
		return new TestProto("route_guide.proto", "routeguide", "RouteGuide").rpc("GetFeature", RpcKind.UNARY)
			.rpcComment(" Finds the feature at a point.\n\n Empty if there is none.\n")
			.rpc("ListFeatures", RpcKind.SERVER_STREAMING)
			.rpc("RecordRoute", RpcKind.CLIENT_STREAMING)
			.rpc("RouteChat", RpcKind.BIDI_STREAMING);
	}

}
