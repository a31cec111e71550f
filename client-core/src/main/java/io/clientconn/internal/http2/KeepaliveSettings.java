package io.clientconn.internal.http2;

/**
 * When a silent connection is asked whether it is alive. Immutable.
 *
 * @param timeNanos how long nothing may arrive before a PING is sent; 0 switches
 * keepalive off
 * @param timeoutNanos how long nothing may arrive after the PING before the connection is
 * given up
 * @param withoutCalls whether connections without calls are asked too
 * @see <a href=
 * "https://github.com/grpc/proposal/blob/master/A8-client-side-keepalive.md"> gRFC A8</a>
 */
public record KeepaliveSettings(long timeNanos, long timeoutNanos, boolean withoutCalls) {

	/** No keepalive. */
	public static final KeepaliveSettings OFF = new KeepaliveSettings(0, 0, false);

	/**
	 * Whether there is any keepalive.
	 * @return false for {@link #OFF}
	 */
	public boolean isOn() {
		return this.timeNanos > 0;
	}

	/**
	 * These settings with more time between PINGs.
	 */
	KeepaliveSettings withTime(long nanos) {
		return (nanos == this.timeNanos) ? this : new KeepaliveSettings(nanos, this.timeoutNanos, this.withoutCalls);
	}

}
