package io.clientconn.grpcjava;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.EndListener;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the response of a call to a listener of grpc-java: in the context of the call,
 * with messages parsed on the way, and with nothing but the end after the listener has
 * failed.
 * <p>
 * Its methods run where callbacks of the call run, one after another, but for
 * {@link #onEnd}; its field belongs to them.
 *
 * @param <R> the response message
 */
final class ResponseRelay<R> implements ResponseListener<MessageSource.Detached>, EndListener {

	private static final Logger LOG = LoggerFactory.getLogger(ResponseRelay.class);

	private final BridgeCall<?, R> call;

	private final ClientCall.Listener<R> listener;

	private @Nullable Status failure;

	ResponseRelay(BridgeCall<?, R> call, ClientCall.Listener<R> listener) {
		this.call = call;
		this.listener = listener;
	}

	@Override
	public void onHeaders(Metadata headers, PeerInfo peer) {
		if (this.failure != null) {
			return;
		}
		this.call.connected(Translation.attributes(peer));
		Context before = this.call.context().attach();
		try {
			this.listener.onHeaders(Translation.metadata(headers));
		}
		catch (Throwable ex) {
			failed("Failed to read headers", ex);
		}
		finally {
			this.call.context().detach(before);
		}
	}

	@Override
	public void onMessage(MessageSource.Detached message) {
		try (InboundStream bytes = new InboundStream(message)) {
			if (this.failure == null) {
				CallTracing tracing = this.call.tracing();
				if (tracing != null) {
					tracing.received(message.wireLength(), message.length());
				}
				Context before = this.call.context().attach();
				try {
					this.listener.onMessage(this.call.method().parseResponse(bytes));
				}
				catch (Throwable ex) {
					failed("Failed to read message.", ex);
				}
				finally {
					this.call.context().detach(before);
				}
			}
		}
	}

	@Override
	public void onReady() {
		if (this.failure != null) {
			return;
		}
		Context before = this.call.context().attach();
		try {
			this.listener.onReady();
		}
		catch (Throwable ex) {
			failed("Failed to call onReady.", ex);
		}
		finally {
			this.call.context().detach(before);
		}
	}

	/**
	 * Unlike the others, wherever the call ends.
	 */
	@Override
	public void onEnd() {
		this.call.over();
	}

	private void failed(String what, Throwable thrown) {
		Status reason = Status.CANCELLED.withCause(thrown).withDescription(what);
		this.failure = reason;
		this.call.abort(reason);
	}

	@Override
	public void onClose(CallOutcome outcome) {
		if (outcome.peer() != null) {
			this.call.connected(Translation.attributes(outcome.peer()));
		}
		Status status = (this.failure != null) ? this.failure : this.call.told(outcome);
		boolean ofServer = this.failure == null && outcome.origin() == CallOutcome.Origin.SERVER
				&& status.getCode().value() == outcome.status().code().value();
		io.grpc.Metadata trailers = ofServer ? Translation.metadata(outcome.trailers()) : new io.grpc.Metadata();
		CallTracing tracing = this.call.tracing();
		if (tracing != null) {
			tracing.callEnded(status, ofServer ? trailers : null);
		}
		close(status, trailers);
	}

	/**
	 * The call never was on a connection.
	 */
	void refused(Status status) {
		close(status, new io.grpc.Metadata());
	}

	private void close(Status status, io.grpc.Metadata trailers) {
		if (!this.call.tell()) {
			return;
		}
		Context before = this.call.context().attach();
		try {
			this.listener.onClose(status, trailers);
		}
		catch (Throwable ex) {
			LOG.warn("onClose of {} failed", this.call, ex);
		}
		finally {
			this.call.context().detach(before);
			this.call.closed();
		}
	}

}
