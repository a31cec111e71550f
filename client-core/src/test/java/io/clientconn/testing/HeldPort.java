package io.clientconn.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of the loopback interface that stays ours while no server listens on it. A
 * socket is bound to it that neither listens nor connects: whoever connects is refused,
 * and a server that allows the reuse of addresses, as those of Java and Netty do, may
 * listen there at any time. To nobody else, in this process or another, does the system
 * give the port: not to a server that takes any port and not to a client that connects.
 * <p>
 * That is how Linux understands SO_REUSEADDR. Elsewhere two sockets cannot be bound to
 * one port, so that it is only found, and may be lost while no server listens.
 */
public final class HeldPort implements AutoCloseable {

	private static final boolean SHARED = System.getProperty("os.name").equals("Linux");

	private final Socket socket = new Socket();

	private final int number;

	public HeldPort() {
		try {
			this.socket.setReuseAddress(true);
			this.socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.number = this.socket.getLocalPort();
		if (!SHARED) {
			close();
		}
	}

	public int number() {
		return this.number;
	}

	/**
	 * Anybody may have it from now on.
	 */
	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return "HeldPort[" + this.number + "]";
	}

}
