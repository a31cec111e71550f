package io.clientconn.codegen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.stream.Collectors;

/**
 * The protoc plugin as a program. It says nothing on success, and otherwise one line that
 * protoc prints. One thread, one request.
 * <p>
 * It names no class of a library, so that it can say that a library is missing.
 *
 * @since 0.1.0
 */
public final class ProtocPlugin {

	/** Field 1 of CodeGeneratorResponse, a string; in protobuf's wire format. */
	private static final int ERROR_TAG = (1 << 3) | 2;

	/** The oldest runtime of which this plugin uses only what it has. */
	private static final String OLDEST_PROTOBUF = "4.34";

	private ProtocPlugin() {
	}

	/**
	 * Runs as protoc runs it: the request on standard input, the response on standard
	 * output. Never writes to standard error, which build tools show as warnings.
	 * @param args not used; options come with the request
	 * @throws IOException if not even an error can be written
	 */
	public static void main(String[] args) throws IOException {
		// From JDK 24 on the JVM itself complains there about protobuf's memory access,
		// past System.setErr.
		System.err.close();
		PrintStream out = System.out;
		ByteArrayOutputStream response = new ByteArrayOutputStream();
		try {
			CodeGeneration.run(System.in, response);
		}
		catch (LinkageError ex) {
			response = error("a class that the plugin needs is missing, or of another version: " + ex
					+ ". It runs with " + protobuf() + ", but needs protobuf-java " + OLDEST_PROTOBUF
					+ " or later and whatever else the pom of client-codegen names; give it a class path of its own"
					+ " with just these");
		}
		catch (Throwable ex) {
			response = error("the plugin failed: " + ex);
		}
		response.writeTo(out);
		out.flush();
	}

	/**
	 * Writes an error response by hand, for the classes of protobuf may be what is wrong.
	 * protoc prints it and fails.
	 */
	private static ByteArrayOutputStream error(String message) {
		byte[] line = ("clientconn: " + message.lines().map(String::strip).collect(Collectors.joining(" ")))
			.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream response = new ByteArrayOutputStream();
		response.write(ERROR_TAG);
		int length = line.length;
		while (length >= 0x80) {
			response.write((length & 0x7f) | 0x80);
			length >>>= 7;
		}
		response.write(length);
		response.write(line, 0, line.length);
		return response;
	}

	/**
	 * The jar that protobuf came from, by its name, which tells the version.
	 */
	private static String protobuf() {
		try {
			Class<?> message = Class.forName("com.google.protobuf.Message", false, ProtocPlugin.class.getClassLoader());
			CodeSource source = message.getProtectionDomain().getCodeSource();
			if (source == null || source.getLocation() == null) {
				return "a protobuf-java of unknown origin";
			}
			String path = source.getLocation().getPath();
			return path.substring(path.lastIndexOf('/') + 1);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return "no protobuf-java at all";
		}
	}

}
