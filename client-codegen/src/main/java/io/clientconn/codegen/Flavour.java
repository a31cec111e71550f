package io.clientconn.codegen;

/**
 * A calling style to generate an interface for.
 */
enum Flavour {

	/** Waits: plain results and blocking stream objects. */
	BLOCKING("blocking", ""),
	/** Answers at once: futures and publishers. */
	ASYNC("async", "Async");

	private final String option;

	private final String infix;

	Flavour(String option, String infix) {
		this.option = option;
		this.infix = infix;
	}

	/**
	 * The name in the plugin's options.
	 */
	String option() {
		return this.option;
	}

	/**
	 * What stands between service and suffix in the name of the interface.
	 */
	String infix() {
		return this.infix;
	}

}
