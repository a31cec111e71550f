package io.clientconn.internal.call;

import java.util.Objects;
import java.util.concurrent.Executor;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportStream;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * A stream of the channel's own on one connection: one request, then whatever the server
 * has to say. Owned by the serializer that it was opened in. It lives until the server
 * ends it, the connection is gone or it is cancelled; it never goes elsewhere.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
@OnSerializer
public final class DirectStream<Q, R> {

	/** Far more than any of these messages has. */
	private static final int MAX_INBOUND_SIZE = 64 * 1024;

	private final DirectStreams streams;

	private final ClientTransport transport;

	private final MethodDescriptor<Q, R> method;

	private final Executor serializer;

	private final DirectListener<R> listener;

	private @Nullable TransportStream stream;

	/** Whether credentials have answered. */
	private boolean started;

	private boolean over;

	DirectStream(DirectStreams streams, ClientTransport transport, MethodDescriptor<Q, R> method, Executor serializer,
			DirectListener<R> listener) {
		this.streams = streams;
		this.transport = transport;
		this.method = method;
		this.serializer = serializer;
		this.listener = listener;
	}

	void start(Q request) {
		CallCredentials credentials = this.streams.credentials();
		if (credentials == null) {
			open(request, Metadata.EMPTY);
			return;
		}
		CredentialsQuestion question = new CredentialsQuestion(credentials, this.method, this.transport,
				this.streams.authority(), this.streams.clock());
		try {
			this.streams.credentialsExecutor()
				.execute(() -> question.ask((headers) -> post(() -> open(request, headers.sensitive())),
						(failed) -> post(() -> refused(failed))));
		}
		catch (Throwable ex) {
			post(() -> refused(Status.unavailable("no thread to ask the call credentials on: " + ex).withCause(ex)));
		}
	}

	private void post(Runnable task) {
		this.serializer.execute(task);
	}

	private void open(Q request, Metadata ofCredentials) {
		if (this.over || this.started) {
			return;
		}
		this.started = true;
		ByteBuf message = null;
		try {
			message = this.streams.framer().frame(this.method.requestMarshaller(), request, Integer.MAX_VALUE);
			OpenRequest headers = new OpenRequest(this.method.path(), null, ofCredentials.and(this.streams.headers()),
					0, false, MAX_INBOUND_SIZE, null, null);
			this.stream = Objects.requireNonNull(
					this.transport.open(headers, message,
							new DirectResponses<>(this, this.method.responseMarshaller(), this.serializer)),
					"the transport gave no stream");
		}
		catch (Throwable ex) {
			if (message != null) {
				message.release();
			}
			post(() -> end(
					StreamOutcome.local(Status.internal("the transport failed to open a stream: " + ex).withCause(ex),
							StreamOutcome.Progress.NOT_SENT)));
		}
	}

	private void refused(Status failed) {
		if (!this.started) {
			this.started = true;
			end(StreamOutcome.local(failed, StreamOutcome.Progress.NOT_SENT));
		}
	}

	/**
	 * Messages arrived.
	 * @param latest the last one
	 * @param bytes what all of them take in the window
	 */
	void received(R latest, int bytes) {
		TransportStream open = this.stream;
		if (!this.over && open != null) {
			open.consumed(bytes);
			this.listener.latest(latest);
		}
	}

	/**
	 * A message arrived that makes no sense.
	 */
	void malformed(Status problem) {
		TransportStream open = this.stream;
		if (!this.over && open != null) {
			open.cancel(problem);
			end(StreamOutcome.local(problem, StreamOutcome.Progress.PROCESSED));
		}
	}

	void end(StreamOutcome outcome) {
		if (!this.over) {
			this.over = true;
			this.listener.ended(outcome);
		}
	}

	/**
	 * Ends it. The listener hears nothing more.
	 * @param reason why
	 */
	public void cancel(Status reason) {
		this.over = true;
		if (this.stream != null) {
			this.stream.cancel(reason);
		}
	}

	@Override
	public String toString() {
		return "DirectStream[" + this.method + " on " + this.transport + (this.over ? ", over]" : "]");
	}

}
