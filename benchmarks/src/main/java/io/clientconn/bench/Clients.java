package io.clientconn.bench;

import java.util.List;

/**
 * Who is measured. {@code ours} is this project's client through the interfaces that are
 * generated for it, {@code bridge} the same under stubs of grpc-java, {@code grpc-java}
 * the peer. {@code -direct} runs callbacks on the event loop instead of the executor that
 * is the default; {@code -noretry} has {@code disableRetry()}; {@code -uring} waits for
 * sockets with io_uring instead of epoll and takes part only if it is named.
 */
final class Clients {

	static final List<String> MAIN = List.of("ours", "grpc-java", "ours-direct", "grpc-java-direct");

	static final List<String> WITH_BRIDGE = List.of("ours", "grpc-java", "ours-direct", "grpc-java-direct",
			"bridge-direct");

	static final List<String> ALL = List.of("ours", "grpc-java", "grpc-java-noretry", "bridge", "ours-direct",
			"grpc-java-direct", "grpc-java-direct-noretry", "bridge-direct");

	private static final List<String> ON_REQUEST = List.of("ours-uring", "ours-direct-uring");

	private Clients() {
	}

	static String known(String name) {
		if (!ALL.contains(name) && !ON_REQUEST.contains(name)) {
			throw new IllegalArgumentException(
					"there is no client '" + name + "'; known are " + ALL + " and " + ON_REQUEST);
		}
		return name;
	}

	static boolean isDirect(String client) {
		return client.contains("-direct");
	}

	/** Whom a client is compared with. */
	static String peerOf(String client) {
		return isDirect(client) ? "grpc-java-direct" : "grpc-java";
	}

}
