package io.clientconn.codegen;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/** Answers every finished request with one message and success, on the same thread. */
final class AnsweringChannel implements Channel {

	private final Object response;

	AnsweringChannel(Object response) {
		this.response = response;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		return new ClientStream<>() {
			@Override
			public void send(Q message, int flags) {
				if (flags == LAST) {
					halfClose();
				}
			}

			@Override
			public void halfClose() {
				listener.onMessage((R) AnsweringChannel.this.response);
				listener.onClose(CallOutcome.local(Status.OK));
			}

			@Override
			public void request(int count) {
				// One response is always asked for.
			}

			@Override
			public void cancel(String reason, @Nullable Throwable cause) {
				// The call is over by then.
			}

			@Override
			public boolean isReady() {
				return true;
			}
		};
	}

	@Override
	public String authority() {
		return "answers";
	}

	@Override
	public String toString() {
		return "AnsweringChannel";
	}

}
