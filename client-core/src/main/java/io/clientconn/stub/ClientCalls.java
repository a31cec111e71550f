package io.clientconn.stub;

import java.util.Objects;
import java.util.concurrent.Flow;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * Starts calls in the style that the caller wants: blocking, or with futures and
 * publishers. Generated clients consist of calls to this class; it can be used by hand
 * with any method descriptor. Stateless and thread-safe.
 * <p>
 * The blocking styles throw {@link StatusException} with the stack of the thread that
 * waits. The others never throw it: their result carries it, and whatever else an
 * interceptor throws as its cause.
 *
 * @since 0.1.0
 */
public final class ClientCalls {

	private ClientCalls() {
	}

	/**
	 * Calls a unary method and waits for its response. Callbacks of the call,
	 * interceptors and decoding run on the calling thread, whatever executor the options
	 * name. An interrupt cancels the call, which then fails with
	 * {@link StatusCode#CANCELLED}, and leaves the interrupt flag set.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param request the request
	 * @param options what the call asks for
	 * @return the response
	 * @throws StatusException if the call failed
	 */
	public static <Q, R> R unary(Channel channel, MethodDescriptor<Q, R> method, Q request, RpcOptions options) {
		check(method, Kind.UNARY, options);
		Objects.requireNonNull(request, "request");
		return new BlockingUnary<R>().call(channel, method, request, options);
	}

	/**
	 * Calls a method with many responses, to be read by blocking.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param request the request
	 * @param options what the call asks for
	 * @return the running call; close it
	 */
	public static <Q, R> ServerStreamingCall<R> serverStreaming(Channel channel, MethodDescriptor<Q, R> method,
			Q request, RpcOptions options) {
		check(method, Kind.SERVER_STREAMING, options);
		Objects.requireNonNull(request, "request");
		BlockingStream<Q, R> stream = BlockingStream.start(channel, method, options);
		stream.sendSingle(request, StreamingCall.WINDOW);
		return new StreamingCall<>(stream);
	}

	/**
	 * Calls a method with many requests, to be written by blocking.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param options what the call asks for
	 * @return the running call; close it
	 */
	public static <Q, R> ClientStreamingCall<Q, R> clientStreaming(Channel channel, MethodDescriptor<Q, R> method,
			RpcOptions options) {
		check(method, Kind.CLIENT_STREAMING, options);
		BlockingStream<Q, R> stream = BlockingStream.start(channel, method, options);
		stream.request(SingleResponse.CREDIT);
		return new UploadCall<>(stream);
	}

	/**
	 * Writes messages to a call, no faster than the connection takes them, then waits for
	 * its response and closes it. Stops early if the server answers early.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param call a call that was opened for this
	 * @param messages what to write; pulled on the calling thread. What its iterator
	 * throws cancels the call and is thrown on
	 * @return the response
	 * @throws StatusException if the call failed
	 */
	public static <Q, R> R sendAll(ClientStreamingCall<Q, R> call, Iterable<? extends Q> messages) {
		try (call) {
			for (Q message : messages) {
				if (!call.write(message)) {
					break;
				}
			}
			return call.finish();
		}
	}

	/**
	 * Calls a method with many requests and responses, to be written and read by
	 * blocking.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param options what the call asks for
	 * @return the running call; close it
	 */
	public static <Q, R> BidiStreamingCall<Q, R> bidiStreaming(Channel channel, MethodDescriptor<Q, R> method,
			RpcOptions options) {
		check(method, Kind.BIDI_STREAMING, options);
		BlockingStream<Q, R> stream = BlockingStream.start(channel, method, options);
		stream.request(StreamingCall.WINDOW);
		return new StreamingCall<>(stream);
	}

	/**
	 * Calls a unary method.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param request the request
	 * @param options what the call asks for
	 * @return the response to come
	 */
	public static <Q, R> RpcFuture<R> unaryAsync(Channel channel, MethodDescriptor<Q, R> method, Q request,
			RpcOptions options) {
		check(method, Kind.UNARY, options);
		Objects.requireNonNull(request, "request");
		return future(channel, method, request, null, options);
	}

	/**
	 * Describes calls of a method with many responses. Every subscriber starts a call of
	 * its own; its demand is the flow control of that call and cancelling the
	 * subscription cancels it.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param request the request
	 * @param options what each call asks for
	 * @return a publisher that fails with {@link StatusException}
	 */
	public static <Q, R> Flow.Publisher<R> serverStreamingAsync(Channel channel, MethodDescriptor<Q, R> method,
			Q request, RpcOptions options) {
		check(method, Kind.SERVER_STREAMING, options);
		Objects.requireNonNull(request, "request");
		return new ResponsePublisher<>(channel, method, () -> new SingleRequest<>(request), options);
	}

	/**
	 * Calls a method with many requests.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param requests what to send; subscribed at once and asked for one message at a
	 * time, while the connection can take it. If it fails the call is cancelled; if the
	 * call ends it is cancelled
	 * @param options what the call asks for
	 * @return the response to come
	 */
	public static <Q, R> RpcFuture<R> clientStreamingAsync(Channel channel, MethodDescriptor<Q, R> method,
			Flow.Publisher<? extends Q> requests, RpcOptions options) {
		check(method, Kind.CLIENT_STREAMING, options);
		Objects.requireNonNull(requests, "requests");
		return future(channel, method, null, new RequestPump<>(requests), options);
	}

	/**
	 * Describes calls of a method with many requests and responses. Every subscriber
	 * starts a call of its own, which subscribes to the requests once.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param channel where to
	 * @param method what to call
	 * @param requests what to send, treated as in {@link #clientStreamingAsync}
	 * @param options what each call asks for
	 * @return a publisher that fails with {@link StatusException}
	 */
	public static <Q, R> Flow.Publisher<R> bidiStreamingAsync(Channel channel, MethodDescriptor<Q, R> method,
			Flow.Publisher<? extends Q> requests, RpcOptions options) {
		check(method, Kind.BIDI_STREAMING, options);
		Objects.requireNonNull(requests, "requests");
		return new ResponsePublisher<>(channel, method, () -> new RequestPump<>(requests), options);
	}

	/**
	 * Starts a call with a single response.
	 * @param request the only request, or null if there is a feed
	 */
	private static <Q, R> RpcFuture<R> future(Channel channel, MethodDescriptor<Q, R> method, @Nullable Q request,
			@Nullable RequestFeed<Q> feed, RpcOptions options) {
		RpcFuture<R> future = new RpcFuture<>(method.fullName());
		try {
			ClientStream<Q> stream = channel.newStream(method, options,
					new FutureResponse<>(method.fullName(), future, (feed != null) ? feed : RequestSent.INSTANCE));
			future.attach(stream);
			stream.request(SingleResponse.CREDIT);
			if (request != null) {
				stream.send(request, ClientStream.LAST);
			}
			else if (feed != null) {
				feed.start(stream);
			}
		}
		catch (RuntimeException | Error ex) {
			// Errors too: the call may have begun, and nobody else hears of it. Another
			// future, as this one may know the call as cancelled already.
			future.cancelCall("the request could not be sent", ex);
			return RpcFuture.failed(new StatusException(method.fullName(), Outcomes.brokenBy(ex)));
		}
		return future;
	}

	private static void check(MethodDescriptor<?, ?> method, Kind expected, RpcOptions options) {
		Objects.requireNonNull(options, "options");
		if (method.kind() != expected) {
			throw new IllegalArgumentException(method + " is " + method.kind() + ", not " + expected);
		}
	}

}
