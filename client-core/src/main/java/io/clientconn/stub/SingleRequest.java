package io.clientconn.stub;

import io.clientconn.rpc.ClientStream;

/**
 * The feed of a method with a single request. Immutable.
 *
 * @param <Q> the request message
 */
final class SingleRequest<Q> implements RequestFeed<Q> {

	private final Q request;

	SingleRequest(Q request) {
		this.request = request;
	}

	@Override
	public void start(ClientStream<Q> stream) {
		stream.send(this.request, ClientStream.LAST);
	}

	@Override
	public void ready() {
		// Everything is sent.
	}

	@Override
	public void callOver() {
		// Nothing goes on.
	}

}
