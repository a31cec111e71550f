package io.clientconn;

/**
 * The options of a {@link ClientConnBuilder} that are about calls that failed. Not
 * thread-safe.
 */
abstract sealed class RetryOptions extends ConnectionOptions permits MessageOptions {

	/** How many bytes of requests a call keeps for another attempt; as in grpc-go. */
	private static final int REPLAY_LIMIT = 256 * 1024;

	boolean retryEnabled = true;

	int maxCallAttempts = 5;

	int maxRetryBufferSize = REPLAY_LIMIT;

	RetryOptions() {
	}

	/**
	 * Makes no call again by a {@link io.clientconn.rpc.RetryPolicy}, whether it is the
	 * service config's or the call's own: for applications that do so themselves. What no
	 * server has seen still goes elsewhere. Default: policies count.
	 * @return this
	 */
	public ClientConnBuilder disableRetry() {
		this.retryEnabled = false;
		return self();
	}

	/**
	 * The largest number of attempts of a call; policies that ask for more get as many
	 * (gRFC A6). Default: 5.
	 * @param attempts the attempts, the first one included; at least 2
	 * @return this
	 */
	public ClientConnBuilder maxCallAttempts(int attempts) {
		if (attempts < 2) {
			throw new IllegalArgumentException(
					"maxCallAttempts counts the first attempt and must be at least 2, but is " + attempts
							+ "; disableRetry() allows no other");
		}
		this.maxCallAttempts = attempts;
		return self();
	}

	/**
	 * How many bytes of its requests a call keeps for another attempt, as they are sent,
	 * with 5 more for each. A call that sends more stays where it is; a single request
	 * that is larger still goes elsewhere if no server has seen it. Default: 256 KiB.
	 * @param bytes the limit in bytes; zero to keep nothing
	 * @return this
	 */
	public ClientConnBuilder maxRetryBufferSize(int bytes) {
		this.maxRetryBufferSize = OptionChecks.notNegative("maxRetryBufferSize", bytes);
		return self();
	}

}
