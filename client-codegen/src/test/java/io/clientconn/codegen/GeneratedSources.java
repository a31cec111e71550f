package io.clientconn.codegen;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;

/**
 * What the generator wrote, and the classes the compiler makes of it.
 *
 * @param byPath sources by path
 */
record GeneratedSources(Map<String, String> byPath) {

	static GeneratedSources of(CodeGeneratorResponse response) {
		if (response.hasError()) {
			throw new AssertionError(response.getError());
		}
		Map<String, String> byPath = new TreeMap<>();
		response.getFileList().forEach((file) -> byPath.put(file.getName(), file.getContent()));
		return new GeneratedSources(byPath);
	}

	/**
	 * These sources with a hand-written one.
	 */
	GeneratedSources with(String path, String source) {
		Map<String, String> more = new TreeMap<>(this.byPath);
		more.put(path, source);
		return new GeneratedSources(more);
	}

	String source(String path) {
		String source = this.byPath.get(path);
		if (source == null) {
			throw new AssertionError("no " + path + " among " + this.byPath.keySet());
		}
		return source;
	}

	/**
	 * Compiles with every warning an error and loads the result.
	 */
	ClassLoader compile(Path into) throws IOException {
		compile(into, List.of(), "-Xlint:all");
		return new URLClassLoader(new URL[] { into.toUri().toURL() }, GeneratedSources.class.getClassLoader());
	}

	/**
	 * Compiles with every warning of the given kinds an error.
	 */
	void compile(Path into, List<Path> moreClasses, String... checks) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<JavaFileObject> files = new ArrayList<>();
		this.byPath.forEach((path, text) -> files.add(new InMemory(path, text)));
		StringBuilder classpath = new StringBuilder(System.getProperty("java.class.path"));
		moreClasses.forEach((folder) -> classpath.append(File.pathSeparator).append(folder));
		List<String> options = new ArrayList<>(List.of(checks));
		options.addAll(List.of("-Werror", "-Xmaxwarns", "5", "-proc:none", "--release", "17", "-d", into.toString(),
				"-classpath", classpath.toString()));
		StringWriter complaints = new StringWriter();
		if (!compiler.getTask(complaints, null, null, options, null, files).call()) {
			throw new AssertionError("generated code does not compile:\n" + complaints);
		}
	}

	/** A source that is not on disk. */
	private static final class InMemory extends SimpleJavaFileObject {

		private final String text;

		InMemory(String path, String text) {
			super(URI.create("string:///" + path), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
