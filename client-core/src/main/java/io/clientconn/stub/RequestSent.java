package io.clientconn.stub;

import io.clientconn.rpc.ClientStream;

/**
 * The feed of a call that had its only request from elsewhere. Stateless: all such calls
 * share it.
 */
final class RequestSent implements RequestFeed<Object> {

	static final RequestSent INSTANCE = new RequestSent();

	private RequestSent() {
	}

	@Override
	public void start(ClientStream<Object> stream) {
		// Nothing is left to send.
	}

	@Override
	public void ready() {
		// Nothing is left to send.
	}

	@Override
	public void callOver() {
		// Nothing goes on.
	}

}
