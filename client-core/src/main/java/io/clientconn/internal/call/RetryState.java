package io.clientconn.internal.call;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.internal.route.RouteTable;
import io.clientconn.rpc.CallOutcome.FailedAttempt;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.Status;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;

import org.jspecify.annotations.Nullable;

/**
 * Decides what follows on a failed attempt (gRFC A6). Without anybody noticing it goes to
 * another connection: as often as it takes while not a byte was written, once if the
 * server says that it did not process the call. After that the policy of the call counts,
 * see {@link PolicyRetry}. After the first headers nothing is made again.
 * <p>
 * Belongs to the call serializer, and is made for a call of which an attempt failed while
 * it could be made again. It knows outcomes only; the attempts are the call's.
 */
final class RetryState {

	private static final String PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts";

	/** More would say nothing new. */
	private static final int MOST_REMEMBERED = 16;

	private boolean refusedBefore;

	private boolean transparent;

	private @Nullable List<FailedAttempt> failed;

	/** Few calls fail, and fewer have a policy. */
	private @Nullable PolicyRetry counted;

	/**
	 * An attempt ended.
	 * @return whether to make another one at once, which does not count
	 */
	boolean mayGoElsewhere(@Nullable PeerInfo peer, StreamOutcome outcome) {
		if (outcome.progress() == Progress.PROCESSED) {
			return false;
		}
		if (outcome.progress() == Progress.REFUSED) {
			if (this.refusedBefore) {
				return false;
			}
			this.refusedBefore = true;
		}
		this.transparent = true;
		remember(peer, outcome.status());
		return true;
	}

	/**
	 * An attempt failed that cannot go elsewhere just so.
	 * @param peer whom it was sent to, or null if it never reached a connection
	 * @param status how it failed
	 * @param trailers what the server said besides
	 * @param policy the policy of the call, or null
	 * @param rules what the channel allows
	 * @param routes know the service config in force
	 * @return what follows
	 */
	RetryDecision failed(@Nullable PeerInfo peer, Status status, Metadata trailers, @Nullable RetryPolicy policy,
			ChannelRetry rules, RouteTable routes) {
		if (status.isOk() || !rules.isEnabled()) {
			return RetryDecision.STOP;
		}
		long pushback = Pushback.millis(trailers);
		if (policy == null && pushback == Pushback.NOTHING) {
			return RetryDecision.STOP;
		}
		PolicyRetry retries = (this.counted != null) ? this.counted : new PolicyRetry();
		this.counted = retries;
		RetryDecision decision = retries.after(status.code(), pushback, policy, rules, rules.throttle(routes));
		if (decision.isAgain()) {
			this.transparent = false;
			remember(peer, status);
		}
		return decision;
	}

	private void remember(@Nullable PeerInfo peer, Status status) {
		if (this.failed == null) {
			this.failed = new ArrayList<>();
		}
		if (this.failed.size() < MOST_REMEMBERED) {
			this.failed.add(new FailedAttempt(peer, status));
		}
	}

	/**
	 * Whether the attempt under way stands in for one that did not count.
	 */
	boolean isTransparent() {
		return this.transparent;
	}

	/**
	 * The attempts before the one under way, without those that did not count.
	 */
	int previousAttempts() {
		return (this.counted != null) ? this.counted.retries() : 0;
	}

	/**
	 * The headers of the next attempt: only this side knows how many there were before.
	 * @param own those of the call
	 * @param previous how many there were that count
	 */
	static Metadata headersOfNext(Metadata own, int previous) {
		if (previous == 0 && own.get(PREVIOUS_ATTEMPTS) == null) {
			return own;
		}
		Metadata.Builder headers = own.toBuilder().remove(PREVIOUS_ATTEMPTS);
		return ((previous > 0) ? headers.add(PREVIOUS_ATTEMPTS, Integer.toString(previous)) : headers).build();
	}

	/**
	 * The attempts that were given up so far.
	 */
	List<FailedAttempt> failedAttempts() {
		return (this.failed != null) ? List.copyOf(this.failed) : List.of();
	}

}
