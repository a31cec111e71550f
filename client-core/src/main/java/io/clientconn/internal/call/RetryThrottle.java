package io.clientconn.internal.call;

import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.config.RetryThrottling;

/**
 * The tokens that the calls of a channel have left for retries (gRFC A6). All calls take
 * and bring them, each in its own serializer; a token is a thousand in whole numbers.
 */
@AnyThread
final class RetryThrottle {

	private static final int TOKEN = 1000;

	private final RetryThrottling settings;

	private final int most;

	private final int brings;

	private final AtomicInteger left;

	RetryThrottle(RetryThrottling settings) {
		this.settings = settings;
		this.most = settings.maxThousandths();
		this.brings = settings.ratioThousandths();
		this.left = new AtomicInteger(this.most);
	}

	RetryThrottling settings() {
		return this.settings;
	}

	/**
	 * An attempt failed in a way that counts.
	 * @return whether there may be another one
	 */
	boolean failed() {
		int now = this.left.updateAndGet((tokens) -> Math.max(0, tokens - TOKEN));
		return now > this.most / 2;
	}

	/**
	 * A call succeeded.
	 */
	void succeeded() {
		if (this.left.get() < this.most) {
			this.left.updateAndGet((tokens) -> Math.min(this.most, tokens + this.brings));
		}
	}

	@Override
	public String toString() {
		return "RetryThrottle[" + this.left.get() / (double) TOKEN + " of " + this.settings.maxTokens() + "]";
	}

}
