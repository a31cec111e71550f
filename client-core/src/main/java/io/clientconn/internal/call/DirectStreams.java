package io.clientconn.internal.call;

import java.util.concurrent.Executor;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.transport.ClientTransport;

import org.jspecify.annotations.Nullable;

/**
 * Makes streams that the channel itself needs on exactly one connection: no pick, no
 * interceptor, no retry, no service config, no deadline, and nobody counts them as calls.
 * What every call of the channel brings, headers and credentials, they bring too, or a
 * server that insists on it would turn them away. Immutable.
 *
 * @param framer encodes requests
 * @param authority the channel's authority, for credentials
 * @param headers headers of every call
 * @param credentials adds headers to every stream, or null
 * @param credentialsExecutor where credentials are asked
 * @param clock the clock of the channel, for credentials that expire
 */
public record DirectStreams(MessageFramer framer, String authority, Metadata headers,
		@Nullable CallCredentials credentials, Executor credentialsExecutor, Scheduler clock) {

	/**
	 * Starts a stream. To be called in the serializer.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param transport the connection
	 * @param method a method that answers one request with many responses; its
	 * marshallers run in the serializer and on the event loop, so they must be built in
	 * @param request the request
	 * @param serializer owns the stream; the listener is called in its tasks
	 * @param listener hears the responses and the end
	 * @return the stream
	 */
	public <Q, R> DirectStream<Q, R> open(ClientTransport transport, MethodDescriptor<Q, R> method, Q request,
			Executor serializer, DirectListener<R> listener) {
		DirectStream<Q, R> stream = new DirectStream<>(this, transport, method, serializer, listener);
		stream.start(request);
		return stream;
	}

	@Override
	public String toString() {
		return "DirectStreams[" + this.authority + "]";
	}

}
