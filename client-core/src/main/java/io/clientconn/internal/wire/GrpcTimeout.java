package io.clientconn.internal.wire;

import io.netty.util.AsciiString;

/**
 * The value of {@code grpc-timeout}: at most eight digits and a unit.
 * <p>
 * Stateless. It never shortens a timeout: the server may be given a little longer than
 * the call has, never less.
 */
public final class GrpcTimeout {

	private static final long MAX_VALUE = 99_999_999;

	private static final char[] UNITS = { 'n', 'u', 'm', 'S', 'M', 'H' };

	private static final long[] NANOS = { 1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L };

	private GrpcTimeout() {
	}

	/**
	 * Encodes a timeout in the smallest unit that has room for it.
	 * @param nanos the time left
	 * @return for example {@code 100000u}
	 */
	public static AsciiString encode(long nanos) {
		if (nanos <= 0) {
			return AsciiString.of("0n");
		}
		int unit = 0;
		long value = nanos;
		while (value > MAX_VALUE) {
			unit++;
			value = nanos / NANOS[unit] + ((nanos % NANOS[unit] == 0) ? 0 : 1);
		}
		return new AsciiString(Long.toString(value) + UNITS[unit]);
	}

}
