package io.clientconn.grpcjava;

import io.clientconn.ClientConnBuilder;

/**
 * The options of a channel of grpc-java about calls that failed. What a service config
 * says of them is not here.
 */
abstract sealed class RetryOptions extends OptionsWithoutUse permits ClientConnChannelBuilder {

	private boolean enabled = true;

	private int maxAttempts = 5;

	private long bufferLimit = 1 << 20;

	RetryOptions() {
	}

	/**
	 * Policies of the service config count: the default.
	 */
	@Override
	public ClientConnChannelBuilder enableRetry() {
		this.enabled = true;
		return self();
	}

	/**
	 * No policy counts. What no server has seen still goes elsewhere.
	 */
	@Override
	public ClientConnChannelBuilder disableRetry() {
		this.enabled = false;
		return self();
	}

	/**
	 * The largest number of attempts, the first included; 5 unless set. Fewer than 2 are
	 * one, so no policy counts.
	 */
	@Override
	public ClientConnChannelBuilder maxRetryAttempts(int maxRetryAttempts) {
		this.maxAttempts = maxRetryAttempts;
		return self();
	}

	/**
	 * How much of its requests a call keeps for another attempt; 1 MiB unless set.
	 * @throws IllegalArgumentException if it is not positive
	 */
	@Override
	public ClientConnChannelBuilder perRpcBufferLimit(long bytes) {
		if (bytes <= 0) {
			throw new IllegalArgumentException("per RPC buffer limit is " + bytes + ", but must be positive");
		}
		this.bufferLimit = bytes;
		return self();
	}

	void applyRetries(ClientConnBuilder conn) {
		if (!this.enabled || this.maxAttempts < 2) {
			conn.disableRetry();
		}
		else {
			conn.maxCallAttempts(this.maxAttempts);
		}
		conn.maxRetryBufferSize((int) Math.min(this.bufferLimit, Integer.MAX_VALUE));
	}

}
