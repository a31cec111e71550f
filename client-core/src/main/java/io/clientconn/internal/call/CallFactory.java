package io.clientconn.internal.call;

import java.util.List;

import io.clientconn.internal.wire.Encodings;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * The end of the interceptor chain: makes the calls of one channel. Stateless; never does
 * I/O on the caller's thread.
 */
public final class CallFactory implements Channel {

	private final CallEnvironment environment;

	/**
	 * Creates a factory.
	 */
	public CallFactory(CallEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		ResponseInfo capture = options.capture();
		ResponseListener<R> hears = (capture != null) ? capture.recording(listener, this.environment.scheduler())
				: listener;
		RpcCall<Q, R> call = new RpcCall<>(this.environment, method, options, hears);
		String encoding = CallSettings.compression(this.environment.defaults(), options);
		Compressor compressor = compressor(encoding);
		if (encoding != null && compressor == null && !encoding.equals(Encodings.IDENTITY)) {
			call.fail(Status.internal("there is no compressor for '" + encoding + "'; known are "
					+ this.environment.messages().encodings().requestNames()));
		}
		List<String> accepted = options.acceptedEncodings();
		Status refusal = (accepted != null) ? CallSettings.refusal(this.environment.messages().encodings(), accepted)
				: null;
		if (refusal != null) {
			call.fail(refusal);
		}
		try {
			call.begin();
		}
		catch (Throwable ex) {
			// It is counted already, and what is counted has to end.
			call.post(() -> call.failed(ex));
		}
		return new RequestStream<>(call, compressor);
	}

	private @Nullable Compressor compressor(@Nullable String encoding) {
		return (encoding != null) ? this.environment.messages().encodings().compressor(encoding) : null;
	}

	@Override
	public String authority() {
		return this.environment.authority();
	}

}
