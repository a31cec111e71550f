package io.clientconn.stub;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * One unary call for which the caller waits. Its callbacks come through the
 * {@link CallerLane}, so they run on the calling thread; a channel that ignores the lane
 * and calls from elsewhere still wakes the caller. It never returns before the call is
 * over, so no callback outlives it.
 *
 * @param <R> the response message
 */
@AnyThread
final class BlockingUnary<R> extends SingleResponse<R> implements ResponseListener<R> {

	private final CallerLane lane = new CallerLane();

	/** Written last, so that the response is visible to whoever sees it. */
	private volatile @Nullable CallOutcome outcome;

	private volatile @Nullable ClientStream<?> stream;

	<Q> R call(Channel channel, MethodDescriptor<Q, R> method, Q request, RpcOptions options) {
		boolean interrupted = false;
		try {
			ClientStream<Q> started = channel.newStream(method, options.executor(this.lane), this);
			this.stream = started;
			started.request(CREDIT);
			started.send(request, ClientStream.LAST);
			while (this.outcome == null) {
				if (this.lane.runOrPark() && !interrupted) {
					interrupted = true;
					started.cancel(Outcomes.INTERRUPTED, new InterruptedException());
				}
			}
		}
		catch (RuntimeException ex) {
			cancelFor(ex);
			onClose(Outcomes.brokenBy(ex));
		}
		catch (Error ex) {
			cancelFor(ex);
			throw ex;
		}
		finally {
			this.lane.close();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
		return result(method.fullName());
	}

	private void cancelFor(Throwable thrown) {
		ClientStream<?> started = this.stream;
		if (started != null) {
			started.cancel("the request could not be sent", thrown);
		}
	}

	private R result(String method) {
		CallOutcome end = this.outcome;
		if (end == null) {
			throw new IllegalStateException("the caller of " + method + " left before the call was over");
		}
		if (!end.status().isOk()) {
			throw new StatusException(method, end);
		}
		return message();
	}

	@Override
	public void onMessage(R message) {
		if (!accept(message)) {
			ClientStream<?> started = this.stream;
			if (started != null) {
				started.cancel("more than one response", null);
			}
		}
	}

	@Override
	public void onClose(CallOutcome end) {
		if (this.outcome == null) {
			this.outcome = judge(end);
			this.lane.unparkCaller();
		}
	}

}
