package io.clientconn.codegen;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Flow;

import com.google.protobuf.Message;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientFactories;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import reactor.core.CorePublisher;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls every method of generated clients over a {@link LoopbackChannel}. One thread.
 */
final class Exercise {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final GeneratedApi api;

	private final LoopbackChannel channel;

	Exercise(GeneratedApi api) {
		this.api = api;
		this.channel = new LoopbackChannel(api::response);
	}

	/**
	 * Calls everything once and answers which RPCs that reached.
	 */
	Set<String> callAll(Class<?> type) throws Exception {
		Object client = ClientFactories.create(type, this.channel);
		Set<String> reached = new TreeSet<>();
		for (Method method : type.getDeclaredMethods()) {
			if (!Modifier.isStatic(method.getModifiers())) {
				this.channel.sent.clear();
				Message response = finish(method.invoke(client, arguments(method)), method);
				assertThat(Set.copyOf(this.channel.sent)).as(method.toString()).hasSize(1);
				String rpc = this.channel.sent.get(0);
				assertThat(response).as(method.toString())
					.isEqualTo(this.api.response(this.api.descriptors().get(rpc)));
				reached.add(rpc);
			}
		}
		return reached;
	}

	/**
	 * Calls everything on an implementation without methods.
	 */
	Set<String> callAllOfAnEmptyFake(Class<?> type) throws Exception {
		Object fake = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				InvocationHandler::invokeDefault);
		Set<String> refused = new TreeSet<>();
		for (Method method : type.getDeclaredMethods()) {
			if (!Modifier.isStatic(method.getModifiers())) {
				try {
					method.invoke(fake, arguments(method));
					throw new AssertionError(method + " answers without an implementation");
				}
				catch (InvocationTargetException ex) {
					StatusException refusal = (StatusException) ex.getCause();
					assertThat(refusal.code()).as(method.toString()).isEqualTo(StatusCode.UNIMPLEMENTED);
					refused.add(refusal.method());
				}
			}
		}
		return refused;
	}

	private static Object[] arguments(Method method) {
		return Arrays.stream(method.getGenericParameterTypes()).map(Exercise::argument).toArray();
	}

	private static Object argument(Type type) {
		Class<?> raw = GeneratedApi.raw(type);
		if (raw == RpcOptions.class) {
			return RpcOptions.NONE;
		}
		if (raw == Iterable.class) {
			Message message = Samples.of(GeneratedApi.raw(GeneratedApi.arguments(type)[0]));
			return List.of(message, message);
		}
		if (raw == Flow.Publisher.class) {
			return new OneMessage(Samples.of(GeneratedApi.raw(GeneratedApi.arguments(type)[0])));
		}
		if (raw == Flux.class) {
			return Flux.just(Samples.of(GeneratedApi.raw(GeneratedApi.arguments(type)[0])));
		}
		return Samples.of(raw);
	}

	/**
	 * Takes what a method gave to its one response.
	 */
	@SuppressWarnings("unchecked")
	private static Message finish(Object result, Method method) throws Exception {
		if (method.getReturnType() == BidiStreamingCall.class) {
			try (BidiStreamingCall<?, ?> call = (BidiStreamingCall<?, ?>) result) {
				((BidiStreamingCall<Object, Object>) call).write(request(method));
				call.halfClose();
				return (Message) call.read();
			}
		}
		if (result instanceof ServerStreamingCall<?> call) {
			try (call) {
				return (Message) call.read();
			}
		}
		if (result instanceof ClientStreamingCall<?, ?> call) {
			try (call) {
				((ClientStreamingCall<Object, Object>) call).write(request(method));
				return (Message) call.finish();
			}
		}
		if (result instanceof CorePublisher<?> publisher) {
			return (Message) Flux.from(publisher).single().block(PATIENCE);
		}
		if (result instanceof RpcFuture<?> future) {
			return (Message) future.get();
		}
		if (result instanceof Flow.Publisher<?> publisher) {
			return OneMessage.first((Flow.Publisher<Object>) publisher);
		}
		return (Message) result;
	}

	private static Message request(Method open) {
		return Samples.of(GeneratedApi.raw(GeneratedApi.arguments(open.getGenericReturnType())[0]));
	}

}
