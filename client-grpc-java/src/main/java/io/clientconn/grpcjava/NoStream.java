package io.clientconn.grpcjava;

import io.clientconn.rpc.ClientStream;

import org.jspecify.annotations.Nullable;

/**
 * Stands for the stream of a call while it is being started, and for good if it was
 * refused. What its last callback does to it means nothing any more, and who cancels it
 * in that time is heard when the start is done.
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
