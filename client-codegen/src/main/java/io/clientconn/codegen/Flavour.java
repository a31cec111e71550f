package io.clientconn.codegen;

/**
 * A calling style to generate an interface for.
 */
enum Flavour {

	/** Waits: plain results and blocking stream objects. */
	BLOCKING("blocking", "", ""),
	/** Answers at once: futures and publishers. */
	ASYNC("async", "", "Async"),
	/** Describes: what Project Reactor calls Mono and Flux. */
	REACTOR("reactor", "Reactor", "");

	private final String option;

	private final String prefix;

	private final String infix;

	Flavour(String option, String prefix, String infix) {
		this.option = option;
		this.prefix = prefix;
		this.infix = infix;
	}

	/**
	 * The name in the plugin's options.
	 */
	String option() {
		return this.option;
	}

	/**
	 * The name of the interface.
	 * @param service the name of the service in Java
	 * @param suffix what the names of interfaces end in
	 */
	String clientName(String service, String suffix) {
		return this.prefix + service + this.infix + suffix;
	}

}
