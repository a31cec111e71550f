package io.clientconn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts the system calls of a client in a turn of their own, which is not timed: with
 * {@code perf} if it is allowed here, or else with {@code strace}, which makes every
 * system call slow.
 */
final class Syscalls {

	/** Of the turn. */
	static final long MILLIS = 1500;

	/** In the middle of it. */
	private static final double PERF_SECONDS = 0.7;

	private static final String EVENT = "raw_syscalls:sys_enter";

	private static final List<String> PERF = List.of("perf", "stat", "-x", ",", "-e", EVENT);

	private static final List<String> STRACE = List.of("strace", "-c", "-f");

	private static final long PATIENCE_SECONDS = 20;

	private final Tool tool;

	private Syscalls(Tool tool) {
		this.tool = tool;
	}

	static Syscalls find() {
		if (perfCount(and(PERF, "--", "true")) >= 0) {
			return new Syscalls(Tool.PERF);
		}
		return straceWorks() ? strace() : none();
	}

	static Syscalls strace() {
		return new Syscalls(Tool.STRACE);
	}

	static Syscalls none() {
		return new Syscalls(Tool.NONE);
	}

	String tool() {
		return this.tool.text;
	}

	/**
	 * Keeps a client busy for a while.
	 * @return system calls for each call, or not a number if they cannot be counted
	 */
	double perCall(Worker client, Workload row) {
		return switch (this.tool) {
			case PERF -> withPerf(client, row);
			case STRACE -> withStrace(client, row);
			case NONE -> Double.NaN;
		};
	}

	private static double withPerf(Worker client, Workload row) {
		client.tell(row.name() + " " + MILLIS);
		double count = perfCount(
				and(PERF, "-p", Long.toString(client.pid()), "--", "sleep", Double.toString(PERF_SECONDS)));
		try {
			Measured measured = Measured.ofLine(client.answer());
			return (count < 0) ? Double.NaN : count / PERF_SECONDS / measured.rate();
		}
		catch (IOException ex) {
			throw new IllegalStateException("counting system calls", ex);
		}
	}

	private static double perfCount(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			double count = -1;
			for (String line : lines(process)) {
				if (line.contains(EVENT) && line.matches("[0-9]+,.*")) {
					count = Double.parseDouble(line.substring(0, line.indexOf(',')));
				}
			}
			return ended(process) ? count : -1;
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private static double withStrace(Worker client, Workload row) {
		try {
			Process process = new ProcessBuilder(and(STRACE, "-p", Long.toString(client.pid())))
				.redirectErrorStream(true)
				.start();
			BufferedReader output = process.inputReader();
			if (output.readLine() == null) {
				return Double.NaN;
			}
			Measured measured = Measured.ofLine(client.ask(row.name() + " " + MILLIS));
			process.destroy();
			double count = Double.NaN;
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.endsWith(" total")) {
					count = Double.parseDouble(line.trim().split("\\s+", -1)[3]);
				}
			}
			return count / (measured.rate() * MILLIS / TimeUnit.SECONDS.toMillis(1));
		}
		catch (IOException ex) {
			return Double.NaN;
		}
	}

	private static boolean straceWorks() {
		try {
			Process process = new ProcessBuilder(and(STRACE, "true")).redirectErrorStream(true).start();
			return lines(process).stream().anyMatch((line) -> line.endsWith(" total")) && ended(process);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static List<String> lines(Process process) throws IOException {
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			return output.lines().toList();
		}
	}

	private static boolean ended(Process process) {
		try {
			if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				return process.exitValue() == 0;
			}
			process.destroyForcibly();
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		return false;
	}

	private static List<String> and(List<String> first, String... more) {
		List<String> all = new ArrayList<>(first);
		all.addAll(List.of(more));
		return all;
	}

	/**
	 * Who counts.
	 */
	private enum Tool {

		PERF("perf"), STRACE("strace, which slows clients down"),
		NONE("nothing: neither perf nor strace is allowed here");

		private final String text;

		Tool(String text) {
			this.text = text;
		}

	}

}
