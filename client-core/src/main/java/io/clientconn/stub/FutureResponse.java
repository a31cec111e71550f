package io.clientconn.stub;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.StatusException;

/**
 * Completes a future with the single response of a call. Its state belongs to the serial
 * callbacks of the call.
 *
 * @param <R> the response message
 */
final class FutureResponse<R> extends SingleResponse<R> implements ResponseListener<R> {

	private final String method;

	private final RpcFuture<R> future;

	private final RequestFeed<?> feed;

	FutureResponse(String method, RpcFuture<R> future, RequestFeed<?> feed) {
		this.method = method;
		this.future = future;
		this.feed = feed;
	}

	@Override
	public void onMessage(R message) {
		if (!accept(message)) {
			// Not waiting for the end: a server that breaks the rule may never send it.
			onClose(Outcomes.cancelled("more than one response", null));
			this.future.cancelCall("more than one response", null);
		}
	}

	@Override
	public void onReady() {
		this.feed.ready();
	}

	@Override
	public void onClose(CallOutcome end) {
		this.feed.callOver();
		CallOutcome outcome = judge(end);
		if (outcome.status().isOk()) {
			this.future.succeed(message());
		}
		else {
			this.future.fail(new StatusException(this.method, outcome));
		}
	}

}
