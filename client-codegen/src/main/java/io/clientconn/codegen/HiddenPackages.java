package io.clientconn.codegen;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.palantir.javapoet.ClassName;
import org.jspecify.annotations.Nullable;

/**
 * Finds generated code that Java would misread. A class whose short name is taken is
 * written with its package; but where a type of the same package is called like the first
 * part of that name, Java takes this part for the type (JLS 6.4.2), and there is no third
 * way to write the name. Stateless.
 */
final class HiddenPackages {

	private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

	private HiddenPackages() {
	}

	/**
	 * Looks for a class that the code cannot name.
	 * @param service what the code is for
	 * @param source the code
	 * @param taken the types that there are, with their origin
	 * @return what is wrong, or null
	 */
	static @Nullable String find(ServiceModel service, String source, Map<String, String> taken) {
		String code = source.lines().filter(HiddenPackages::isCode).collect(Collectors.joining("\n"));
		String bare = STRING.matcher(code).replaceAll("\"\"");
		Stream<ClassName> messages = service.rpcs().stream().flatMap((rpc) -> Stream.of(rpc.request(), rpc.response()));
		for (ClassName type : Stream.concat(RuntimeTypes.ALL.stream(), messages).toList()) {
			String first = type.packageName().split("\\.", 2)[0];
			String hiding = taken.get(service.javaPackage().isEmpty() ? first : service.javaPackage() + "." + first);
			if (hiding != null && names(bare, type)) {
				return "cannot name " + type.canonicalName() + ": its short name is taken, and the package " + first
						+ " is hidden by " + hiding.replaceFirst(" already; .*", "") + "; rename one of the two";
			}
		}
		return null;
	}

	private static boolean isCode(String line) {
		String start = line.strip();
		return !start.startsWith("import ") && !start.startsWith("package ") && !start.startsWith("*")
				&& !start.startsWith("/");
	}

	private static boolean names(String code, ClassName type) {
		return !type.packageName().isEmpty()
				&& Pattern.compile("(?<![\\w.$])" + Pattern.quote(type.canonicalName()) + "(?![\\w$])")
					.matcher(code)
					.find();
	}

}
