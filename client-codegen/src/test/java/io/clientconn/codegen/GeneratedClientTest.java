package io.clientconn.codegen;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Flow;

import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ClientFactories;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Generated clients at work. */
class GeneratedClientTest {

	private static final StringValue REQUEST = StringValue.of("here");

	private static final Struct RESPONSE = Struct.newBuilder()
		.putFields("found", Value.newBuilder().setBoolValue(true).build())
		.build();

	@TempDir
	private static Path classes;

	private static ClassLoader generated;

	private final Channel channel = new LoopbackChannel((method) -> RESPONSE);

	@BeforeAll
	static void compile() throws Exception {
		generated = TestProto.routeGuide().sources().with("routeguide/Fake.java", """
				package routeguide;
				public final class Fake implements RouteGuideClient {
				}
				""").with("routeguide/AsyncFake.java", """
				package routeguide;
				public final class AsyncFake implements RouteGuideAsyncClient {
				}
				""").compile(classes);
	}

	@Test
	void aFakeThatOverridesNothingAnswersUnimplemented() throws Exception {
		Object fake = generated.loadClass("routeguide.Fake").getConstructor().newInstance();

		for (Object[] arguments : new Object[][] { { REQUEST }, { REQUEST, RpcOptions.NONE } }) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(fake, "getFeature", arguments))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNIMPLEMENTED))
				.satisfies((ex) -> assertThat(ex.method()).isEqualTo("routeguide.RouteGuide/GetFeature"));
		}
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(fake, "recordRoute", List.of(REQUEST)));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(fake, "openRouteChat", RpcOptions.NONE));
	}

	@Test
	void anAsynchronousFakeThatOverridesNothingAnswersUnimplemented() throws Exception {
		Object fake = generated.loadClass("routeguide.AsyncFake").getConstructor().newInstance();

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(fake, "getFeature", REQUEST))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNIMPLEMENTED));
	}

	@Test
	void theInterfaceCanBeMocked() throws Throwable {
		Class<?> type = generated.loadClass("routeguide.RouteGuideClient");
		Object mock = Mockito.mock(type);
		Mockito.when(call(mock, "getFeature", REQUEST)).thenReturn(RESPONSE);

		assertThat(call(mock, "getFeature", REQUEST)).isEqualTo(RESPONSE);
		assertThat(call(mock, "getFeature", StringValue.of("elsewhere"))).isNull();
	}

	@Test
	void theFactoryMakesABlockingClientThatCallsTheChannel() throws Throwable {
		Object client = ClientFactories.create(generated.loadClass("routeguide.RouteGuideClient"), this.channel);

		assertThat(call(client, "getFeature", REQUEST)).isEqualTo(RESPONSE);
		try (ServerStreamingCall<?> features = (ServerStreamingCall<?>) call(client, "listFeatures", REQUEST)) {
			assertThat(features.read()).isEqualTo(RESPONSE);
			assertThat(features.read()).isNull();
		}
		assertThat(call(client, "recordRoute", List.of(REQUEST, REQUEST))).isEqualTo(RESPONSE);
		assertThat(client).hasToString("RouteGuideClient over LoopbackChannel");
	}

	@Test
	void theFactoryMakesAnAsynchronousClientThatCallsTheChannel() throws Throwable {
		Object client = ClientFactories.create(generated.loadClass("routeguide.RouteGuideAsyncClient"), this.channel);

		assertThat(((RpcFuture<?>) call(client, "getFeature", REQUEST)).get()).isEqualTo(RESPONSE);
		assertThat(call(client, "listFeatures", REQUEST)).isInstanceOf(Flow.Publisher.class);
	}

	@Test
	void theStaticFactoryMethodMakesAClient() throws Throwable {
		Class<?> type = generated.loadClass("routeguide.RouteGuideClient");

		Object client = type.getMethod("over", Channel.class).invoke(null, this.channel);

		assertThat(client).isInstanceOf(type);
		assertThat(call(client, "getFeature", REQUEST)).isEqualTo(RESPONSE);
	}

	private static Object call(Object client, String name, Object... arguments) throws Throwable {
		for (Method method : client.getClass().getMethods()) {
			if (method.getName().equals(name) && accepts(method, arguments)) {
				try {
					method.setAccessible(true);
					return method.invoke(client, arguments);
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			}
		}
		throw new AssertionError("no method " + name + " for " + List.of(arguments));
	}

	private static boolean accepts(Method method, Object... arguments) {
		Class<?>[] types = method.getParameterTypes();
		boolean fits = types.length == arguments.length;
		for (int i = 0; fits && i < types.length; i++) {
			fits = types[i].isInstance(arguments[i]);
		}
		return fits;
	}

}
