package io.clientconn.internal.wire;

import java.util.HashMap;
import java.util.Map;

import io.netty.util.AsciiString;

/**
 * The texts that servers say on every connection. A header that Netty has decoded keeps
 * the string that is made of it, for as long as it stands in the table of its connection;
 * with these it has none to keep.
 * <p>
 * Immutable.
 */
final class SharedTexts {

	private static final Map<AsciiString, String> KNOWN = known(":status", "200", "content-type", "application/grpc",
			"grpc-status", "0", "grpc-message", "grpc-encoding", "grpc-accept-encoding", "identity", "gzip");

	private SharedTexts() {
	}

	private static Map<AsciiString, String> known(String... texts) {
		Map<AsciiString, String> known = new HashMap<>();
		for (String text : texts) {
			known.put(new AsciiString(text), text);
		}
		return Map.copyOf(known);
	}

	/**
	 * A name or a value as a string.
	 */
	static String of(CharSequence text) {
		String known = (text instanceof AsciiString ascii) ? KNOWN.get(ascii) : null;
		return (known != null) ? known : text.toString();
	}

}
