package io.clientconn.codegen;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

import javax.lang.model.SourceVersion;

/**
 * What the user asks of the plugin. Immutable.
 * <p>
 * Options are separated by commas; a part without {@code =} continues the value before
 * it, so that {@code flavours=blocking,async} needs no quoting.
 *
 * @param flavours the calling styles to generate, at least one
 * @param suffix what the names of client interfaces end in
 */
record PluginOptions(Set<Flavour> flavours, String suffix) {

	static final PluginOptions DEFAULTS = new PluginOptions(EnumSet.of(Flavour.BLOCKING, Flavour.ASYNC), "Client");

	private static final String KNOWN = "known are flavours=blocking,async,reactor and suffix=Client";

	static PluginOptions parse(String parameter) throws GenerationException {
		Set<Flavour> flavours = EnumSet.noneOf(Flavour.class);
		String suffix = DEFAULTS.suffix();
		String key = "";
		for (String part : Arrays.stream(parameter.split(",", -1)).map(String::strip).toList()) {
			int equals = part.indexOf('=');
			key = (equals < 0) ? key : part.substring(0, equals).strip();
			String value = part.substring(equals + 1).strip();
			if (part.isEmpty()) {
				continue;
			}
			switch (key) {
				case "flavours" -> flavours.add(flavour(value));
				case "suffix" -> suffix = checkSuffix(value);
				case "bridge" -> checkBridge(value);
				default -> throw new GenerationException("unknown option '" + part + "': " + KNOWN);
			}
		}
		return new PluginOptions(flavours.isEmpty() ? DEFAULTS.flavours() : flavours, suffix);
	}

	private static Flavour flavour(String name) throws GenerationException {
		for (Flavour flavour : Flavour.values()) {
			if (flavour.option().equals(name)) {
				return flavour;
			}
		}
		String known = Arrays.stream(Flavour.values()).map(Flavour::option).collect(Collectors.joining(", "));
		throw new GenerationException("unknown flavour '" + name + "': known are " + known);
	}

	/**
	 * Nothing generated knows grpc-java, so there is nothing that this could switch on.
	 */
	private static void checkBridge(String value) throws GenerationException {
		if (!value.equals("false")) {
			throw new GenerationException("bridge=" + value + " has nothing to generate: stubs of protoc-gen-grpc-java"
					+ " run over ClientConn with the module client-grpc-java; leave the option out");
		}
	}

	private static String checkSuffix(String suffix) throws GenerationException {
		if (!SourceVersion.isIdentifier(suffix) || suffix.equals("Methods")) {
			throw new GenerationException("the suffix '" + suffix + "' cannot end the name of a client interface");
		}
		return suffix;
	}

}
