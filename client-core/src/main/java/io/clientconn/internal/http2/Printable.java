package io.clientconn.internal.http2;

/**
 * Makes what a peer sent fit to be quoted in a text.
 * <p>
 * Stateless. It never lets a control character or a quotation mark through.
 */
final class Printable {

	private Printable() {
	}

	static String of(CharSequence received) {
		StringBuilder text = new StringBuilder(received.length());
		for (int i = 0; i < received.length(); i++) {
			char c = received.charAt(i);
			switch (c) {
				case '"' -> text.append("\\\"");
				case '\\' -> text.append("\\\\");
				case '\n' -> text.append("\\n");
				case '\r' -> text.append("\\r");
				case '\t' -> text.append("\\t");
				default -> {
					if (c >= 0x20 && c < 0x7f) {
						text.append(c);
					}
					else {
						text.append(String.format("\\x%02x", (int) c));
					}
				}
			}
		}
		return text.toString();
	}

}
