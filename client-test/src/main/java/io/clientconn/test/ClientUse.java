package io.clientconn.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import org.jspecify.annotations.Nullable;

/**
 * Uses methods of generated clients as their users do, from the start to the end of a
 * call. Stateless.
 */
final class ClientUse {

	private ClientUse() {
	}

	/**
	 * Starts a call.
	 * @param options what it asks for, or null to use the form without
	 * @return what the method answered
	 */
	static Object start(ClientMethod method, Object client, List<Object> requests, @Nullable RpcOptions options) {
		if (method.style().opens()) {
			return ClientMethod.call(client, method.primary(), (options != null) ? options : RpcOptions.NONE);
		}
		Object input = switch (method.style()) {
			case PULLED -> requests;
			case FUTURE_OF_MANY, PUBLISHED_BOTH_WAYS -> new ListPublisher<>(requests);
			default -> requests.get(0);
		};
		if (options != null) {
			return ClientMethod.call(client, method.primary(), input, options);
		}
		if (method.shortForm() == null) {
			throw new IllegalArgumentException(method.primary() + " has no form without options");
		}
		return ClientMethod.call(client, method.shortForm(), input);
	}

	/**
	 * Brings a call to its end.
	 * @param result what {@link #start} answered
	 * @return all responses
	 */
	static List<Object> finish(ClientMethod method, Object result, List<Object> requests) {
		return switch (method.style()) {
			case UNARY, PULLED -> List.of(result);
			case DOWNLOAD -> readAll((ServerStreamingCall<?>) result);
			case UPLOAD -> upload(result, requests);
			case CHAT -> chat(result, requests);
			case FUTURE, FUTURE_OF_MANY -> List.of(await((RpcFuture<?>) result));
			case PUBLISHED, PUBLISHED_BOTH_WAYS -> collect((Flow.Publisher<?>) result);
		};
	}

	static List<Object> readAll(ServerStreamingCall<?> call) {
		List<Object> messages = new ArrayList<>();
		try (call) {
			for (Object message = call.read(); message != null; message = call.read()) {
				messages.add(message);
				if (messages.size() == StrictSubscriber.MOST_MESSAGES) {
					return messages;
				}
			}
			if (call.read() != null) {
				throw new AssertionError("read() answered a message after it had answered null");
			}
		}
		return messages;
	}

	@SuppressWarnings("unchecked")
	private static List<Object> upload(Object result, List<Object> requests) {
		try (ClientStreamingCall<Object, Object> call = (ClientStreamingCall<Object, Object>) result) {
			for (Object request : requests) {
				if (!call.write(request)) {
					break;
				}
			}
			return List.of(call.finish());
		}
	}

	@SuppressWarnings("unchecked")
	private static List<Object> chat(Object result, List<Object> requests) {
		try (BidiStreamingCall<Object, Object> call = (BidiStreamingCall<Object, Object>) result) {
			for (Object request : requests) {
				if (!call.write(request)) {
					break;
				}
			}
			call.halfClose();
			return readAll(call);
		}
	}

	static Object await(RpcFuture<?> future) {
		try {
			return future.get(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw failure("the future", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new AssertionError("the future was not completed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted", ex);
		}
	}

	private static List<Object> collect(Flow.Publisher<?> publisher) {
		StrictSubscriber subscriber = new StrictSubscriber();
		publisher.subscribe(subscriber);
		try {
			return subscriber.collect(Duration.ofSeconds(Probe.PATIENCE_SECONDS));
		}
		catch (StrictSubscriber.Failed ex) {
			throw failure("the publisher", ex.getCause());
		}
	}

	private static StatusException failure(String who, @Nullable Throwable cause) {
		if (cause instanceof StatusException failure) {
			return failure;
		}
		String hint = (cause instanceof CompletionException) ? ": it has to fail with the exception itself" : "";
		throw new AssertionError(who + " failed with " + cause + " instead of a StatusException" + hint, cause);
	}

}
