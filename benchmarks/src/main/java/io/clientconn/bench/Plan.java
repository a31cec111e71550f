package io.clientconn.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run of the benchmarks does.
 *
 * @param workloads the rows
 * @param clients who is measured
 * @param rounds how often each client has its turn
 * @param warmUpMillis before the first turn of each client
 * @param millis of each turn
 * @param pinned whether server and clients have a core each
 * @param jvm further options of the clients' JVMs; {@code %n} stands for the client
 */
record Plan(List<Workload> workloads, List<String> clients, int rounds, long warmUpMillis, long millis, boolean pinned,
		List<String> jvm) {

	static final List<String> CLIENTS = List.of("ours", "grpc-java", "grpc-java-noretry", "ours-direct",
			"grpc-java-direct", "grpc-java-direct-noretry");

	static final String USAGE = """
			bench [--full] [--only WORKLOAD,..] [--clients CLIENT,..] [--rounds N]
			      [--warm-up SECONDS] [--seconds SECONDS] [--free] [--jvm OPTION]..
			""";

	/**
	 * Reads the command line.
	 * @throws IllegalArgumentException if it is not understood
	 */
	static Plan of(String[] arguments) {
		boolean full = false;
		boolean pinned = Runtime.getRuntime().availableProcessors() > 1;
		List<Workload> chosen = List.of();
		List<String> clients = CLIENTS;
		int rounds = 3;
		long warmUp = 10_000;
		long millis = 3_000;
		List<String> jvm = new ArrayList<>(List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"));
		for (int i = 0; i < arguments.length; i++) {
			switch (arguments[i]) {
				case "--full" -> full = true;
				case "--free" -> pinned = false;
				case "--only" -> chosen = list(value(arguments, ++i)).stream().map(Workload::named).toList();
				case "--clients" -> clients = list(value(arguments, ++i));
				case "--rounds" -> rounds = Integer.parseInt(value(arguments, ++i));
				case "--warm-up" -> warmUp = Long.parseLong(value(arguments, ++i)) * 1000;
				case "--seconds" -> millis = Long.parseLong(value(arguments, ++i)) * 1000;
				case "--jvm" -> jvm.add(value(arguments, ++i));
				default -> throw new IllegalArgumentException(arguments[i] + " is not understood\n" + USAGE);
			}
		}
		boolean everything = full;
		List<Workload> rows = !chosen.isEmpty() ? chosen
				: Workload.all().stream().filter((each) -> everything || each.target()).toList();
		return new Plan(rows.stream().filter(Workload::isPossible).toList(), clients, rounds, warmUp, millis, pinned,
				List.copyOf(jvm));
	}

	/** Which clients take part in a workload. */
	List<String> clients(Workload workload) {
		return this.clients.stream()
			.filter((client) -> workload.hasCallbacks() || !client.contains("-direct"))
			.toList();
	}

	private static List<String> list(String commas) {
		return List.of(commas.split(",", -1));
	}

	private static String value(String[] arguments, int at) {
		if (at == arguments.length) {
			throw new IllegalArgumentException(arguments[at - 1] + " needs a value\n" + USAGE);
		}
		return arguments[at];
	}

}
