package io.clientconn.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a client finds the server, and how. Travels to the client's process as one
 * argument.
 *
 * @param port of the server
 * @param certificate the file with what to trust as PEM, or nothing for plaintext
 * @param endpoints how many addresses the server is to be known under
 */
record Reach(int port, String certificate, int endpoints) {

	private static final int MOST_ENDPOINTS = 1 << 16;

	Reach {
		if (endpoints < 1 || endpoints > MOST_ENDPOINTS) {
			throw new IllegalArgumentException("a server cannot have " + endpoints + " addresses");
		}
	}

	static Reach plain(int port) {
		return new Reach(port, "", 1);
	}

	static Reach of(String argument) {
		String[] parts = argument.split(",", 3);
		return new Reach(Integer.parseInt(parts[0]), parts[2], Integer.parseInt(parts[1]));
	}

	String toArgument() {
		return this.port + "," + this.endpoints + "," + this.certificate;
	}

	boolean isTls() {
		return !this.certificate.isEmpty();
	}

	Reach withEndpoints(int number) {
		return new Reach(this.port, this.certificate, number);
	}

	/**
	 * As many addresses of the loopback interface as the server is to have. One is the
	 * usual one, as only that is in certificates.
	 */
	List<String> hosts() {
		if (this.endpoints == 1) {
			return List.of("127.0.0.1");
		}
		return IntStream.range(0, this.endpoints)
			.mapToObj((number) -> "127.1." + (number >> Byte.SIZE) + "." + (number & 0xff))
			.toList();
	}

}
