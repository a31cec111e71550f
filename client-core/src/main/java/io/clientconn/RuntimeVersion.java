package io.clientconn;

/**
 * The version of this library, as its jar says.
 */
final class RuntimeVersion {

	private static final String TEXT = read();

	private RuntimeVersion() {
	}

	static String text() {
		return TEXT;
	}

	private static String read() {
		String version = RuntimeVersion.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "dev";
	}

}
