package io.clientconn.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How a channel keeps its retries from burdening servers that fail anyway: attempts that
 * fail take a token, calls that succeed bring a part of one back, and no call is made
 * again while half of the tokens or fewer are left.
 *
 * @param maxTokens the tokens at the beginning, above 0 and at most 1000
 * @param tokenRatio what a call that succeeds brings back, above 0
 * @since 0.1.0
 * @see <a href=
 * "https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs">gRFC
 * A6</a>
 */
public record RetryThrottling(double maxTokens, double tokenRatio) {

	public RetryThrottling {
		if (!(maxTokens > 0 && maxTokens <= 1000)) {
			throw new IllegalArgumentException("maxTokens must be above 0 and at most 1000, but is " + maxTokens);
		}
		if (!(tokenRatio > 0) || Double.isInfinite(tokenRatio)) {
			throw new IllegalArgumentException("tokenRatio must be above 0, but is " + tokenRatio);
		}
	}

	/**
	 * The tokens at the beginning.
	 * @return thousandths of a token; what is smaller does not count
	 */
	public int maxThousandths() {
		return thousandths(this.maxTokens);
	}

	/**
	 * What a call that succeeds brings back.
	 * @return thousandths of a token; what is smaller does not count
	 */
	public int ratioThousandths() {
		return thousandths(Math.min(this.tokenRatio, this.maxTokens));
	}

	/**
	 * By the decimal digits, so that 1.001 is 1001 and not what its binary form is cut
	 * to.
	 */
	private static int thousandths(double tokens) {
		return BigDecimal.valueOf(tokens).movePointRight(3).setScale(0, RoundingMode.DOWN).intValueExact();
	}

}
