package io.clientconn.codegen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.JavaFeaturesProto.JavaFeatures;
import com.google.protobuf.JavaFeaturesProto.JavaFeatures.NestInFileClassFeature.NestInFileClass;
import com.palantir.javapoet.ClassName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Names and options of proto files in Java. */
class NamesTest {

	@TempDir
	private Path classes;

	@ParameterizedTest
	@CsvSource({ "SayHello,sayHello", "say_hello,sayHello", "sayHello,sayHello", "GetV2Items,getV2Items", "Do,do_",
			"Class,class_", "True,true_", "GetClass,getClass_", "Wait,wait_", "HashCode,hashCode_", "URL,uRL" })
	void anRpcBecomesAMethod(String rpc, String method) {
		assertThat(JavaNames.methodName(rpc)).isEqualTo(method);
	}

	@ParameterizedTest
	@CsvSource({ "SayHello,SAY_HELLO", "say_hello,SAY_HELLO", "GetURL,GET_URL", "HTTPGet,HTTP_GET",
			"GetV2Items,GET_V2_ITEMS" })
	void anRpcBecomesAConstant(String rpc, String constant) {
		assertThat(JavaNames.constantName(rpc)).isEqualTo(constant);
	}

	@Test
	void noTypeOfTheRuntimeIsMissingWhereClashesAreLookedFor() {
		assertThat(Arrays.stream(RuntimeTypes.class.getDeclaredFields())
			.filter((field) -> field.getType() == ClassName.class)
			.map((field) -> field.getName())).hasSize(19)
			.allSatisfy((name) -> assertThat(RuntimeTypes.ALL)
				.contains((ClassName) RuntimeTypes.class.getDeclaredField(name).get(null)));
	}

	@Test
	void rpcsThatWouldBeOneMethodAreKeptApart() throws IOException {
		GeneratedSources sources = new TestProto("twins.proto", "twins", "Twins").rpc("Get", RpcKind.UNARY)
			.rpc("get", RpcKind.UNARY)
			.rpc("GET", RpcKind.UNARY)
			.rpc("ServiceName", RpcKind.UNARY)
			.rpc("Over", RpcKind.UNARY)
			.sources();

		sources.compile(this.classes);
		assertThat(sources.source("twins/TwinsClient.java")).contains(" get(StringValue", " get_(StringValue");
		assertThat(sources.source("twins/TwinsMethods.java")).contains(" GET = ", " GET_ = ", " SERVICE_NAME_ = ");
	}

	@Test
	void withoutAJavaPackageTheProtoPackageIsUsed() {
		assertThat(new TestProto("a.proto", "some.pack", "A").sources().byPath()).containsKey("some/pack/AClient.java");
	}

	@Test
	void withoutAnyPackageClientsGoIntoTheUnnamedOne() throws IOException {
		GeneratedSources sources = new TestProto("a.proto", "", "A").rpc("Get", RpcKind.UNARY).sources();

		sources.compile(this.classes);
		assertThat(sources.byPath()).containsKey("AClient.java");
		assertThat(sources.source("AMethods.java")).contains("\"A/Get\"");
	}

	@Test
	void messagesAreNestedInTheOuterClassUnlessThereAreMultipleFiles() {
		TestProto proto = new TestProto("my_items.proto", "items", "Items").message("Item")
			.rpc("Get", RpcKind.UNARY, (method) -> method.setInputType(".items.Item"));
		assertThat(proto.sources().source("items/ItemsClient.java")).contains("get(MyItems.Item request)");

		proto.file.getOptionsBuilder().setJavaMultipleFiles(true);
		assertThat(proto.sources().source("items/ItemsClient.java")).contains("get(Item request)");
	}

	@Test
	void anOuterClassThatWouldClashIsRenamedAsProtobufDoes() {
		TestProto proto = new TestProto("item.proto", "items", "Items").message("Item")
			.rpc("Get", RpcKind.UNARY, (method) -> method.setInputType(".items.Item"));

		assertThat(proto.sources().source("items/ItemsClient.java")).contains("get(ItemOuterClass.Item request)");
	}

	@Test
	void aNestedMessageIsNamedWithItsParents() {
		TestProto proto = new TestProto("x.proto", "items", "Items").rpc("Get", RpcKind.UNARY,
				(method) -> method.setInputType(".items.Item.Part"));
		proto.file.addMessageType(DescriptorProto.newBuilder()
			.setName("Item")
			.addNestedType(DescriptorProto.newBuilder().setName("Part")));

		assertThat(proto.sources().source("items/ItemsClient.java")).contains("get(X.Item.Part request)");
	}

	@Test
	void edition2023NestsAndEdition2024DoesNotUnlessAsked() {
		TestProto proto = new TestProto("x.proto", "items", "Items").message("Item")
			.rpc("Get", RpcKind.UNARY, (method) -> method.setInputType(".items.Item"));
		proto.file.setSyntax("editions").setEdition(Edition.EDITION_2023);
		assertThat(proto.sources().source("items/ItemsClient.java")).contains("get(X.Item request)");

		proto.file.setEdition(Edition.EDITION_2024);
		assertThat(proto.sources().source("items/ItemsClient.java")).contains("get(Item request)");

		proto.file.getMessageTypeBuilder(0)
			.getOptionsBuilder()
			.getFeaturesBuilder()
			.setExtension(JavaFeaturesProto.java_,
					JavaFeatures.newBuilder().setNestInFileClass(NestInFileClass.YES).build());
		assertThat(proto.sources().source("items/ItemsClient.java")).contains("get(XProto.Item request)");
	}

	@Test
	void messagesNamedLikeOurTypesAreToldApart() {
		TestProto proto = new TestProto("x.proto", "items", "Items").message("RpcOptions")
			.rpc("Get", RpcKind.UNARY, (method) -> method.setInputType(".items.RpcOptions"));
		proto.file.getOptionsBuilder().setJavaMultipleFiles(true);

		assertThat(proto.sources().source("items/ItemsClient.java"))
			.contains("get(RpcOptions request, io.clientconn.rpc.RpcOptions options)");
	}

	@Test
	void deprecationAndIdempotencyAreCarriedOver() throws IOException {
		GeneratedSources sources = new TestProto("x.proto", "items", "Items")
			.rpc("Old", RpcKind.UNARY, (method) -> method.getOptionsBuilder().setDeprecated(true))
			.rpc("Read", RpcKind.UNARY,
					(method) -> method.getOptionsBuilder().setIdempotencyLevel(IdempotencyLevel.NO_SIDE_EFFECTS))
			.sources();

		sources.compile(this.classes);
		assertThat(sources.source("items/ItemsClient.java")).containsPattern("@Deprecated\\s+default Struct old\\(");
		assertThat(sources.source("items/ItemsMethods.java"))
			.contains(".withIdempotency(MethodDescriptor.Idempotency.NO_SIDE_EFFECTS)");
	}

	@Test
	void aCommentBehindAMethodCountsIfThereIsNoneBeforeIt() throws IOException {
		GeneratedSources sources = new TestProto("x.proto", "items", "Items").rpc("Get", RpcKind.UNARY)
			.rpcCommentBehind(" Gets an item.\n")
			.rpc("Put", RpcKind.UNARY)
			.rpcComment(" Puts an item.\n")
			.sources();

		sources.compile(this.classes);
		assertThat(sources.source("items/ItemsClient.java")).contains("* Gets an item.", "* Puts an item.");
	}

	@Test
	void commentsCannotBreakOutOfTheJavadoc() throws IOException {
		GeneratedSources sources = new TestProto("x.proto", "items", "Items")
			.comment(" Ends */ early, starts /* again, \\u002a/ hides, {@code x} & <b>bold</b> $L $$\n")
			.sources();

		sources.compile(this.classes);
		assertThat(sources.source("items/ItemsClient.java"))
			.contains("Ends *&#47; early, starts &#47;* again, &#92;u002a/ hides, {&#64;code x} &amp; "
					+ "&lt;b&gt;bold&lt;/b&gt; $L $$");
	}

}
