package io.clientconn.config;

/**
 * What is wrong with a service config, and where. Never leaves the parser: others see a
 * status.
 */
final class ConfigException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ConfigException(String path, String problem) {
		super(path.isEmpty() ? problem : path + ": " + problem, null, false, false);
	}

	/**
	 * The path of a field.
	 */
	static String join(String path, String field) {
		return path.isEmpty() ? field : path + "." + field;
	}

}
