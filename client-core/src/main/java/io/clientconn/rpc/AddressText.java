package io.clientconn.rpc;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * Socket addresses as a person writes them: {@code 10.0.0.7:9090}, {@code [::1]:9090}.
 *
 * @since 0.1.0
 */
public final class AddressText {

	private AddressText() {
	}

	/**
	 * Formats an address.
	 * @param address any address
	 * @return host and port of an internet address without the JDK's slash,
	 * {@code unix:path} of a Unix domain socket, otherwise its own text
	 */
	public static String of(SocketAddress address) {
		if (address instanceof InetSocketAddress inet) {
			String host = (inet.getAddress() != null) ? inet.getAddress().getHostAddress() : inet.getHostString();
			return (host.indexOf(':') >= 0) ? "[" + host + "]:" + inet.getPort() : host + ":" + inet.getPort();
		}
		if (address instanceof UnixDomainSocketAddress unix) {
			return "unix:" + unix.getPath();
		}
		// What stands first in the name of an abstract socket.
		return address.toString().replace('\0', '@');
	}

}
