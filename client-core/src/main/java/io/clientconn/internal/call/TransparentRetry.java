package io.clientconn.internal.call;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.CallOutcome.FailedAttempt;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a failed attempt goes to another connection without anybody noticing
 * (gRFC A6, transparent retries): as often as it takes while not a byte was written, once
 * if the server says that it did not process the call, never after the first headers.
 * <p>
 * Belongs to the call serializer. Pure: it knows outcomes only.
 */
final class TransparentRetry {

	/** More would say nothing new. */
	private static final int MOST_REMEMBERED = 16;

	private boolean committed;

	private boolean refusedBefore;

	private @Nullable List<FailedAttempt> failed;

	/**
	 * The call stays where it is from now on.
	 */
	void commit() {
		this.committed = true;
	}

	boolean isCommitted() {
		return this.committed;
	}

	/**
	 * An attempt ended.
	 * @return whether to make another one
	 */
	boolean mayGoElsewhere(@Nullable PeerInfo peer, StreamOutcome outcome) {
		if (this.committed || outcome.progress() == Progress.PROCESSED) {
			return false;
		}
		if (outcome.progress() == Progress.REFUSED) {
			if (this.refusedBefore) {
				return false;
			}
			this.refusedBefore = true;
		}
		if (this.failed == null) {
			this.failed = new ArrayList<>();
		}
		if (this.failed.size() < MOST_REMEMBERED) {
			this.failed.add(new FailedAttempt(peer, outcome.status()));
		}
		return true;
	}

	/**
	 * Whether an attempt was given up for another one.
	 */
	boolean isUnderWay() {
		return this.failed != null;
	}

	/**
	 * The attempts that were given up so far.
	 */
	List<FailedAttempt> failedAttempts() {
		return (this.failed != null) ? List.copyOf(this.failed) : List.of();
	}

}
