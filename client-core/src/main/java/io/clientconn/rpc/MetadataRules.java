package io.clientconn.rpc;

import java.util.Base64;
import java.util.Locale;

/**
 * What gRPC allows in the name and value of custom metadata, as pure functions.
 */
final class MetadataRules {

	private static final char MOST_LATIN_1 = 0xff;

	private MetadataRules() {
	}

	static String checkName(String name) {
		String key = name.toLowerCase(Locale.ROOT);
		if (key.isEmpty()) {
			throw new IllegalArgumentException("metadata has an entry with an empty name");
		}
		for (int i = 0; i < key.length(); i++) {
			char c = key.charAt(i);
			boolean allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
			if (!allowed) {
				throw new IllegalArgumentException("metadata name '" + printable(name)
						+ "' is not allowed: only 0-9 a-z _ - . may stand in a name");
			}
		}
		return key;
	}

	/**
	 * Values may be secrets, so the text names the position and never the value.
	 */
	static String checkValue(String key, String value) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c < 0x20 || c > 0x7e) {
				throw new IllegalArgumentException("metadata '" + key + "' has a character at position " + i
						+ " that is not printable ASCII; use a name that ends in -bin for other bytes");
			}
		}
		return value;
	}

	/**
	 * What HTTP/2 can carry (RFC 9113 section 8.2.1). Characters beyond Latin-1 cannot
	 * come from the wire; sent on, their lower halves could be the end of a line.
	 */
	static void checkReceived(String name, String value) {
		int inName = firstForbidden(name);
		if (inName >= 0) {
			throw new IllegalArgumentException(
					"a NUL, the end of a line or more than Latin-1 at position " + inName + " of a name");
		}
		int inValue = firstForbidden(value);
		if (inValue >= 0) {
			char c = value.charAt(inValue);
			throw new IllegalArgumentException(
					((c <= MOST_LATIN_1) ? "a NUL or the end of a line" : "a character that is not Latin-1")
							+ " at position " + inValue + " of the value of '" + name + "'");
		}
	}

	private static int firstForbidden(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == 0 || c == '\r' || c == '\n' || c > MOST_LATIN_1) {
				return i;
			}
		}
		return -1;
	}

	static byte[] decodeBinary(String key, String value) {
		try {
			return Base64.getDecoder().decode(value);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("metadata '" + key + "' ends in -bin, but its text is not base64", ex);
		}
	}

	private static String printable(String name) {
		return name.replaceAll("[^\\x20-\\x7e]", "?");
	}

}
