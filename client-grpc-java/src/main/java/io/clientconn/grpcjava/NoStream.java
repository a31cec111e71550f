package io.clientconn.grpcjava;

import io.clientconn.rpc.ClientStream;

import org.jspecify.annotations.Nullable;

/**
 * Stands for the stream of a call while it is being started. Whatever comes in that time
 * comes from the callback that tells the end, and means nothing any more.
 */
final class NoStream implements ClientStream<OutboundMessage> {

	static final NoStream INSTANCE = new NoStream();

	private NoStream() {
	}

	@Override
	public void send(OutboundMessage message, int flags) {
		message.discard();
	}

	@Override
	public void halfClose() {
	}

	@Override
	public void request(int count) {
	}

	@Override
	public void cancel(String reason, @Nullable Throwable cause) {
	}

	@Override
	public boolean isReady() {
		return false;
	}

}
