package io.clientconn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What rows are run on: a JDK for all processes, and a server.
 *
 * @param jdk its home
 * @param server which kind
 */
record Setting(Path jdk, Kind server) {

	private static final int FIRST_TO_WARN_OF_NATIVE_CODE = 24;

	static Path ownJdk() {
		return Path.of(System.getProperty("java.home"));
	}

	/** The number of the JDK's feature release. */
	int feature() {
		return Runtime.Version.parse(version()).feature();
	}

	String version() {
		return versionOf(this.jdk);
	}

	/**
	 * The version that a JDK says it is.
	 * @throws IllegalArgumentException if there is no JDK
	 */
	static String versionOf(Path home) {
		Properties release = new Properties();
		try (var lines = Files.newBufferedReader(home.resolve("release"))) {
			release.load(lines);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("there is no JDK in " + home + ": it has no file named release", ex);
		}
		return release.getProperty("JAVA_VERSION", "").replace("\"", "");
	}

	/** Options without which this JDK prints warnings. */
	List<String> quietJvm() {
		return (feature() >= FIRST_TO_WARN_OF_NATIVE_CODE) ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
	}

	@Override
	public String toString() {
		return "JDK " + version() + ", " + this.server.text;
	}

	/**
	 * The servers.
	 */
	enum Kind {

		PLAIN("plain", "plaintext", BenchServer.class), TLS("tls", "TLS", BenchServer.class),
		GRPC_JAVA("grpc-java-server", "server of grpc-java", PeerServer.class);

		private final String option;

		private final String text;

		private final Class<?> type;

		Kind(String option, String text, Class<?> type) {
			this.option = option;
			this.text = text;
			this.type = type;
		}

		/** The class of the server, and its arguments. */
		List<String> main() {
			return List.of(this.type.getName(), this.option);
		}

		static Kind named(String name) {
			for (Kind kind : values()) {
				if (kind.option.equals(name)) {
					return kind;
				}
			}
			throw new IllegalArgumentException(
					"there is no setting '" + name + "'; known are plain, tls, grpc-java-server");
		}

	}

}
