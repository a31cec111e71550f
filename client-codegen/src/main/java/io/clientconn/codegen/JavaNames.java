package io.clientconn.codegen;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import javax.lang.model.SourceVersion;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.GeneratorNames;
import com.palantir.javapoet.ClassName;

/**
 * How names of proto files become names in Java. Stateless. The names of messages are
 * those that protobuf's own Java generator gives them.
 */
final class JavaNames {

	/** Methods of Object that a method of ours must not look like. */
	private static final Set<String> OBJECT_METHODS = Set.of("clone", "equals", "finalize", "getClass", "hashCode",
			"notify", "notifyAll", "toString", "wait");

	/** Fixed, so that the JDK that runs the plugin does not decide about names. */
	private static final SourceVersion LANGUAGE = SourceVersion.RELEASE_17;

	private static final Pattern WORD_BOUNDARY = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

	private JavaNames() {
	}

	static String javaPackage(FileDescriptor file) {
		return GeneratorNames.getFileJavaPackage(file);
	}

	/**
	 * The class of a message. A dollar may be part of any name, so a binary name cannot
	 * be taken apart at its dollars.
	 */
	static ClassName messageClass(Descriptor message) {
		Descriptor container = message.getContainingType();
		if (container != null) {
			return messageClass(container).nestedClass(message.getName());
		}
		String javaPackage = javaPackage(message.getFile());
		String binaryName = GeneratorNames.getBytecodeClassName(message);
		String name = binaryName.substring(javaPackage.isEmpty() ? 0 : javaPackage.length() + 1);
		String inOuterClass = "$" + message.getName();
		if (!name.endsWith(inOuterClass)) {
			return ClassName.get(javaPackage, name);
		}
		String outer = name.substring(0, name.length() - inOuterClass.length());
		return ClassName.get(javaPackage, outer).nestedClass(message.getName());
	}

	/**
	 * The Java method of an RPC: {@code SayHello} and {@code say_hello} become
	 * {@code sayHello}, {@code Do} becomes {@code do_}.
	 */
	static String methodName(String rpc) {
		StringBuilder name = new StringBuilder();
		boolean upper = false;
		for (int i = 0; i < rpc.length(); i++) {
			char c = rpc.charAt(i);
			if (c == '_') {
				upper = true;
			}
			else if (name.isEmpty()) {
				name.append(Character.toLowerCase(c));
				upper = false;
			}
			else {
				name.append(upper ? Character.toUpperCase(c) : c);
				upper = false;
			}
		}
		// An RPC of underscores alone is legal; so is one that continues with a digit.
		String camel = name.isEmpty() ? rpc : name.toString();
		String legal = Character.isJavaIdentifierStart(camel.charAt(0)) ? camel : "_" + camel;
		return (SourceVersion.isName(legal, LANGUAGE) && !OBJECT_METHODS.contains(legal)) ? legal : legal + "_";
	}

	/**
	 * The constant of an RPC: {@code SayHello} becomes {@code SAY_HELLO}.
	 */
	static String constantName(String rpc) {
		String constant = WORD_BOUNDARY.matcher(rpc).replaceAll("_").toUpperCase(Locale.ROOT);
		return SourceVersion.isName(constant, LANGUAGE) ? constant : constant + "_";
	}

	static String upperFirst(String name) {
		return Character.toUpperCase(name.charAt(0)) + name.substring(1);
	}

}
