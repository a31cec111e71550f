package io.clientconn.resolver;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

/**
 * Host and port as targets name them: {@code orders:9090}, {@code 10.0.0.7},
 * {@code [::1]:9090}. Never looks anything up.
 *
 * @param host a name or an IP address without brackets
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {

	/** Where gRPC listens if a target names no port. */
	static final int DEFAULT_PORT = 443;

	private static final String NOT_IN_HOST = " \t\n\u000b\f\r/?#@,[]";

	/**
	 * Takes apart what a target says.
	 * @throws IllegalArgumentException with what is wrong, without the target around it
	 */
	static HostPort parse(String text) {
		if (text.isEmpty()) {
			throw new IllegalArgumentException("the host is missing");
		}
		if (text.startsWith("[")) {
			return parseBracketed(text);
		}
		int colon = text.indexOf(':');
		if (colon < 0) {
			return new HostPort(checkHost(text), DEFAULT_PORT);
		}
		if (text.indexOf(':', colon + 1) >= 0) {
			return new HostPort(checkIpv6(text), DEFAULT_PORT);
		}
		// As in grpc-go, ":80" is a port of this machine.
		String host = (colon == 0) ? "localhost" : checkHost(text.substring(0, colon));
		return new HostPort(host, parsePort(text, text.substring(colon + 1)));
	}

	private static HostPort parseBracketed(String text) {
		int end = text.indexOf(']');
		if (end < 0) {
			throw new IllegalArgumentException("'" + text + "' has no closing ']'");
		}
		String host = checkIpv6(text.substring(1, end));
		String rest = text.substring(end + 1);
		if (rest.isEmpty()) {
			return new HostPort(host, DEFAULT_PORT);
		}
		if (!rest.startsWith(":")) {
			throw new IllegalArgumentException("'" + text + "' has text between ']' and the port");
		}
		return new HostPort(host, parsePort(text, rest.substring(1)));
	}

	private static int parsePort(String text, String port) {
		if (port.isEmpty()) {
			throw new IllegalArgumentException("'" + text + "' has an empty port after ':'");
		}
		boolean digits = port.length() <= 5 && isDigits(port);
		int number = digits ? Integer.parseInt(port) : -1;
		if (number < 1 || number > 65535) {
			throw new IllegalArgumentException("'" + text + "' has port '" + port + "', which is not 1 to 65535");
		}
		return number;
	}

	private static String checkHost(String host) {
		for (int i = 0; i < host.length(); i++) {
			if (NOT_IN_HOST.indexOf(host.charAt(i)) >= 0) {
				throw new IllegalArgumentException("'" + host + "' is not a host name");
			}
		}
		return host;
	}

	private static boolean isDigits(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < '0' || text.charAt(i) > '9') {
				return false;
			}
		}
		return true;
	}

	private static String checkIpv6(String host) {
		if (ipv6(host) == null) {
			throw new IllegalArgumentException("'" + host + "' is not an IPv6 address");
		}
		return host;
	}

	/**
	 * The IP address that the host is, or null if it is a name.
	 */
	@Nullable InetAddress literal() {
		if (this.host.indexOf(':') >= 0) {
			return ipv6(this.host);
		}
		return isIpv4(this.host) ? ofLiteral(this.host) : null;
	}

	/** Four numbers up to 255 without leading zeros. */
	private static boolean isIpv4(String host) {
		String[] parts = host.split("\\.", -1);
		for (String part : parts) {
			boolean number = !part.isEmpty() && part.length() <= 3 && isDigits(part)
					&& (part.length() == 1 || part.charAt(0) != '0');
			if (!number || Integer.parseInt(part) > 255) {
				return false;
			}
		}
		return parts.length == 4;
	}

	private static @Nullable InetAddress ipv6(String host) {
		// Brackets keep the JDK from taking a malformed address for a name.
		return (host.indexOf(':') < 0) ? null : ofLiteral("[" + host + "]");
	}

	private static @Nullable InetAddress ofLiteral(String literal) {
		try {
			return InetAddress.getByName(literal);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return (this.host.indexOf(':') >= 0) ? "[" + this.host + "]:" + this.port : this.host + ":" + this.port;
	}

}
