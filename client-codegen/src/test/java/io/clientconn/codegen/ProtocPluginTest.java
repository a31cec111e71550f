package io.clientconn.codegen;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.WrappersProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What protoc sees of the plugin. */
class ProtocPluginTest {

	@Test
	void aRequestOnStandardInputIsAnsweredOnStandardOutput() throws IOException {
		CodeGeneratorResponse response = run(CodeGeneratorRequest.newBuilder()
			.addProtoFile(WrappersProto.getDescriptor().toProto())
			.addFileToGenerate("google/protobuf/wrappers.proto")
			.build()
			.toByteArray());

		assertThat(response.hasError()).isFalse();
		assertThat(response.getFileList()).isEmpty();
	}

	@Test
	void bytesThatAreNoRequestAreOneClearLine() throws IOException {
		CodeGeneratorResponse response = run(new byte[] { 10, 127, 1, 2, 3 });

		assertThat(response.getError().lines()).hasSize(1)
			.allSatisfy((line) -> assertThat(line)
				.startsWith("clientconn: the 5 bytes on standard input are no request of protoc: ")
				.contains("truncated"));
	}

	@Test
	void aProgramStartedByHandSaysWhoRunsIt() throws IOException {
		assertThat(run(new byte[0]).getError())
			.isEqualTo("clientconn: protoc names no file to generate; this program is run by protoc");
	}

	@Test
	void optionsOnTwoLinesAreStillOneClearLine() {
		assertThat(TestProto.greeter().generate("flavours=async,\n two\nlines=1").getError())
			.startsWith("clientconn: unknown option 'two lines=1': known are ");
	}

	@Test
	void optionalFieldsAndEditionsUpTo2024AreSupported() {
		CodeGeneratorResponse response = TestProto.greeter().generate("");

		assertThat(response.getSupportedFeatures())
			.isEqualTo(Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE);
		assertThat(response.getMinimumEdition()).isEqualTo(Edition.EDITION_PROTO2_VALUE);
		assertThat(response.getMaximumEdition()).isEqualTo(Edition.EDITION_2024_VALUE);
	}

	@Test
	void flavoursChooseTheInterfaces() {
		assertThat(GeneratedSources.of(TestProto.greeter().generate("flavours=async")).byPath().keySet())
			.containsExactlyInAnyOrder("com/example/greet/GreeterMethods.java",
					"com/example/greet/GreeterAsyncClient.java", "com/example/greet/GreeterAsyncClientFactory.java",
					"com/example/greet/GreeterAsyncClientOverChannel.java");
		assertThat(TestProto.greeter().generate("flavours=blocking,async").getFileList()).hasSize(7);
	}

	@Test
	void theSuffixNamesTheInterfaces() {
		assertThat(GeneratedSources.of(TestProto.greeter().generate("flavours=blocking,suffix=Calls")).byPath())
			.containsKeys("com/example/greet/GreeterCalls.java", "com/example/greet/GreeterCallsOverChannel.java",
					"com/example/greet/GreeterMethods.java");
	}

	@Test
	void anUnknownOptionIsOneClearLine() {
		assertThat(TestProto.greeter().generate("flavor=async").getError()).isEqualTo(
				"clientconn: unknown option 'flavor=async': known are flavours=blocking,async,reactor and suffix=Client");
	}

	@Test
	void aBridgeIsOneClearLineBecauseThereIsNothingToGenerate() {
		String why = " has nothing to generate: stubs of protoc-gen-grpc-java run over ClientConn with the module"
				+ " client-grpc-java; leave the option out";
		assertThat(TestProto.greeter().generate("bridge=true").getError()).isEqualTo("clientconn: bridge=true" + why);
		assertThat(TestProto.greeter().generate("flavours=async,bridge=yes").getError())
			.isEqualTo("clientconn: bridge=yes" + why);
		assertThat(TestProto.greeter().generate("bridge=false").getFileList())
			.isEqualTo(TestProto.greeter().generate("").getFileList());
	}

	@Test
	void anUnknownFlavourIsOneClearLine() {
		assertThat(TestProto.greeter().generate("flavours=blocking,rx").getError())
			.isEqualTo("clientconn: unknown flavour 'rx': known are blocking, async, reactor");
	}

	@Test
	void reactorIsForThoseWhoAsk() {
		assertThat(GeneratedSources.of(TestProto.greeter().generate("flavours=reactor")).byPath().keySet())
			.containsExactlyInAnyOrder("com/example/greet/GreeterMethods.java",
					"com/example/greet/ReactorGreeterClient.java", "com/example/greet/ReactorGreeterClientFactory.java",
					"com/example/greet/ReactorGreeterClientOverChannel.java");
		assertThat(TestProto.greeter().sources().byPath().values())
			.noneMatch((source) -> source.toLowerCase(Locale.ROOT).contains("reactor"));
		assertThat(TestProto.greeter().generate("flavours=blocking,async,reactor").getFileList()).hasSize(10);
	}

	@Test
	void aSuffixThatIsNoNameIsOneClearLine() {
		assertThat(TestProto.greeter().generate("suffix=-x").getError())
			.isEqualTo("clientconn: the suffix '-x' cannot end the name of a client interface");
	}

	@Test
	void aMessageInTheWayOfAClientIsOneClearLine() {
		TestProto proto = TestProto.greeter().message("GreeterClient");
		proto.file.getOptionsBuilder().setJavaMultipleFiles(true);

		assertThat(proto.generate("").getError()).isEqualTo("clientconn: greet/v1/greeter.proto: service Greeter needs "
				+ "the Java type com.example.greet.GreeterClient, but that is message greet.v1.GreeterClient already; "
				+ "rename one of them or change the option suffix");
		assertThat(proto.generate("suffix=Stub").hasError()).isFalse();
	}

	@Test
	void aFileWithoutServicesGivesNothing() {
		TestProto proto = TestProto.greeter();
		proto.file.clearService();

		assertThat(proto.generate("").getFileList()).isEmpty();
	}

	private static CodeGeneratorResponse run(byte[] request) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		CodeGeneration.run(new ByteArrayInputStream(request), out);
		return CodeGeneratorResponse.parseFrom(out.toByteArray());
	}

}
