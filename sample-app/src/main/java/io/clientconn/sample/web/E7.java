package io.clientconn.sample.web;

/**
 * A coordinate in a URL. Spring finds {@link #valueOf} and so reads whole decimal numbers
 * only; its own conversion of integers takes hexadecimal and blanks as well.
 *
 * @param value degrees times ten million
 */
record E7(int value) {

	public static E7 valueOf(String text) {
		return new E7(Integer.parseInt(text));
	}

}
