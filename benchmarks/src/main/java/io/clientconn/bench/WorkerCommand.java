package io.clientconn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link Worker} is started: a JVM with the class path of this one.
 */
final class WorkerCommand {

	private final String name;

	private final List<String> command = new ArrayList<>();

	private final List<String> jvm = new ArrayList<>();

	private final Path jdk;

	/**
	 * Starts with nothing but a JVM.
	 * @param name for errors, and in the options of the JVM in place of {@code %n}
	 * @param jdk its home
	 */
	WorkerCommand(String name, Path jdk) {
		this.name = name;
		this.jdk = jdk;
	}

	/**
	 * Which core it may use.
	 * @param core its number, or below zero for all
	 */
	WorkerCommand core(int core) {
		if (core >= 0) {
			this.command.addAll(List.of("taskset", "-c", Integer.toString(core)));
		}
		return this;
	}

	WorkerCommand jvm(List<String> options) {
		options.forEach((option) -> this.jvm.add(option.replace("%n", this.name)));
		return this;
	}

	Worker start(String... main) throws IOException {
		List<String> whole = new ArrayList<>(this.command);
		whole.add(this.jdk.resolve("bin").resolve("java").toString());
		whole.addAll(this.jvm);
		whole.addAll(List.of("-cp", System.getProperty("java.class.path")));
		whole.addAll(List.of(main));
		return new Worker(this.name, new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

}
