package io.clientconn.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What users of Spring gRPC write where a channel is meant: its name, or a target. Pure
 * functions.
 */
final class SpringGrpcTarget {

	/** What Spring gRPC keeps for servers in the same JVM. */
	private static final String IN_PROCESS = "in-process:";

	/** One address in the form that Boot takes, where ours has a third slash. */
	private static final Pattern BOOTS = Pattern.compile("(static|tcp):/{0,2}([^/].*)");

	private SpringGrpcTarget() {
	}

	/**
	 * Whether a target is a server in the same JVM.
	 */
	static boolean isInProcess(String target) {
		return target.startsWith(IN_PROCESS);
	}

	/**
	 * The target in our words.
	 * @param target what was asked for
	 * @return the target, or null if it has neither scheme nor port and so can only be a
	 * name
	 */
	static @Nullable String parse(String target) {
		String stripped = target.strip();
		Matcher boots = BOOTS.matcher(stripped);
		if (boots.matches()) {
			return "static:///" + boots.group(2);
		}
		return (stripped.indexOf(':') >= 0 || stripped.indexOf('/') >= 0) ? stripped : null;
	}

}
