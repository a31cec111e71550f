package io.clientconn.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * What a service config says about retries. Stateless. Every field of a policy is
 * required, as in every gRPC client.
 */
final class RetryFields {

	private RetryFields() {
	}

	/**
	 * The policy of a method config.
	 * @return the policy, or null if there is none
	 */
	static @Nullable RetryPolicy policy(JsonFields method) {
		JsonFields fields = method.object("retryPolicy");
		if (fields == null) {
			return null;
		}
		RetryPolicy.Builder policy = RetryPolicy.builder();
		return policy.maxAttempts(attempts(fields))
			.initialBackoff(pause(fields, "initialBackoff"))
			.maxBackoff(pause(fields, "maxBackoff"))
			.backoffMultiplier(aboveZero(fields, "backoffMultiplier"))
			.retryOn(codes(fields))
			.build();
	}

	/**
	 * The throttling of a channel.
	 * @return the throttling, or null if there is none
	 */
	static @Nullable RetryThrottling throttling(JsonFields root) {
		JsonFields fields = root.object("retryThrottling");
		if (fields == null) {
			return null;
		}
		double maxTokens = aboveZero(fields, "maxTokens");
		if (maxTokens > 1000) {
			throw new ConfigException(fields.at("maxTokens"), "must be at most 1000");
		}
		return new RetryThrottling(maxTokens, aboveZero(fields, "tokenRatio"));
	}

	private static int attempts(JsonFields fields) {
		Double attempts = fields.number("maxAttempts");
		if (attempts == null || attempts < 2 || attempts != Math.rint(attempts)) {
			throw new ConfigException(fields.at("maxAttempts"), "must be a whole number, 2 or more");
		}
		return (int) Math.min(attempts, Integer.MAX_VALUE);
	}

	private static Duration pause(JsonFields fields, String name) {
		Duration pause = fields.duration(name);
		if (pause == null || pause.isZero()) {
			throw new ConfigException(fields.at(name), "must be a duration above zero");
		}
		return pause;
	}

	private static double aboveZero(JsonFields fields, String name) {
		Double number = fields.number(name);
		if (number == null || !(number > 0) || number.isInfinite()) {
			throw new ConfigException(fields.at(name), "must be a number above zero");
		}
		return number;
	}

	private static Set<StatusCode> codes(JsonFields fields) {
		List<?> listed = fields.list("retryableStatusCodes");
		if (listed == null || listed.isEmpty()) {
			throw new ConfigException(fields.at("retryableStatusCodes"), "must name at least one code");
		}
		Set<StatusCode> codes = EnumSet.noneOf(StatusCode.class);
		for (int i = 0; i < listed.size(); i++) {
			codes.add(code(listed.get(i), fields.at("retryableStatusCodes") + "[" + i + "]"));
		}
		return codes;
	}

	private static StatusCode code(Object given, String path) {
		for (StatusCode code : StatusCode.values()) {
			boolean meant = (given instanceof Number number) ? number.doubleValue() == code.value()
					: code.name().equals(given.toString().toUpperCase(Locale.ROOT));
			if (meant && code != StatusCode.OK) {
				return code;
			}
		}
		throw new ConfigException(path, "expected a code of an error, as in \"UNAVAILABLE\" or 14, but found " + given);
	}

}
