package io.clientconn.internal.channel;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.config.Backoff;
import io.clientconn.config.BackoffPolicy;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an address going whatever a backoff policy of the user's answers: the default
 * backoff stands in for one that throws or makes no sense. Belongs to the channel's
 * serializer.
 */
@OnSerializer
final class GuardedBackoff {

	private static final Logger LOG = LoggerFactory.getLogger(GuardedBackoff.class);

	/** Longer than anybody waits, and short enough to be added to a clock. */
	private static final Duration LONGEST = Duration.ofDays(365);

	private final BackoffPolicy policy;

	private final RandomGenerator random;

	/** What was wrong with the last answer, null if nothing was. */
	private @Nullable String problem;

	GuardedBackoff(BackoffPolicy policy, RandomGenerator random) {
		this.policy = policy;
		this.random = random;
	}

	/**
	 * The pause before another attempt.
	 * @param retries the pauses in a row that went before
	 */
	long pauseNanos(int retries) {
		Duration pause;
		try {
			pause = this.policy.pause(retries, this.random);
		}
		catch (Throwable ex) {
			return insteadOf("threw " + ex, ex, retries);
		}
		if (pause == null || pause.isNegative()) {
			return insteadOf("answered " + pause, null, retries);
		}
		this.problem = null;
		return (pause.compareTo(LONGEST) < 0) ? pause.toNanos() : LONGEST.toNanos();
	}

	private long insteadOf(String answer, @Nullable Throwable cause, int retries) {
		if (this.problem == null) {
			LOG.error("Backoff policy {} {}; the default backoff stands in for it", this.policy, answer, cause);
		}
		this.problem = "backoff policy " + this.policy + " " + answer + ", the default stands in for it";
		return Backoff.DEFAULT.delayNanos(retries, this.random);
	}

	/**
	 * Adds to an error what was wrong with the last answer.
	 */
	Status blame(Status error) {
		return (this.problem == null) ? error : error.withDescription(error.description() + "; " + this.problem);
	}

	@Override
	public String toString() {
		return "GuardedBackoff[" + this.policy + "]";
	}

}
