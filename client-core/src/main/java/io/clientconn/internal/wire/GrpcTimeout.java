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

	private static final byte[] UNITS = { 'n', 'u', 'm', 'S', 'M', 'H' };

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
		return text(value, UNITS[unit]);
	}

	private static AsciiString text(long value, byte unit) {
		int digits = 1;
		for (long rest = value / 10; rest > 0; rest /= 10) {
			digits++;
		}
		byte[] text = new byte[digits + 1];
		text[digits] = unit;
		long rest = value;
		for (int i = digits - 1; i >= 0; i--) {
			text[i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		return new AsciiString(text, false);
	}

}
