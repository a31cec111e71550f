package io.clientconn.rpc;

import java.util.Locale;

/**
 * Which values {@link RpcOptions} may have, as pure functions that throw
 * {@link IllegalArgumentException} for all others.
 */
final class RpcOptionRules {

	private RpcOptionRules() {
	}

	static String authority(String text) {
		boolean allowed = !text.isEmpty()
				&& text.chars().allMatch((c) -> c > 0x20 && c < 0x7f && "/?#\\\"<>^`{|}".indexOf(c) < 0);
		if (!allowed) {
			throw new IllegalArgumentException(
					"'" + text + "' is not an authority: expected a host, and a port if it needs one");
		}
		return text;
	}

	static int size(String option, int bytes) {
		if (bytes < 0) {
			throw new IllegalArgumentException(option + " must not be negative, but is " + bytes);
		}
		return bytes;
	}

	static String contentSubtype(String text) {
		String name = text.toLowerCase(Locale.ROOT);
		boolean allowed = !name.isEmpty() && name.chars()
			.allMatch((c) -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-._+".indexOf(c) >= 0);
		if (!allowed) {
			throw new IllegalArgumentException("'" + text
					+ "' is not a content subtype: write what stands behind application/grpc+, for example proto");
		}
		return name;
	}

}
