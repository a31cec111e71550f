package io.clientconn.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HeldPortTest {

	private static final InetAddress HERE = InetAddress.getLoopbackAddress();

	@Test
	void serversComeAndGoAndBetweenThemWhoConnectsIsRefused() throws IOException {
		try (HeldPort port = new HeldPort()) {
			for (int i = 0; i < 3; i++) {
				try (ServerSocket server = new ServerSocket(port.number(), 1, HERE);
						Socket client = new Socket(HERE, port.number());
						Socket accepted = server.accept()) {
					assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
				}
				assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket(HERE, port.number()));
			}
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whoDoesNotShareItDoesNotGetItBeforeItIsClosed() throws IOException {
		HeldPort port = new HeldPort();
		try (Socket other = new Socket()) {
			other.setReuseAddress(false);
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> other.bind(new InetSocketAddress(HERE, port.number())));
		}
		port.close();
		try (Socket other = new Socket()) {
			other.setReuseAddress(false);
			other.bind(new InetSocketAddress(HERE, port.number()));
			assertThat(other.isBound()).isTrue();
		}
	}

}
