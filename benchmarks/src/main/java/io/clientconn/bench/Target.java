package io.clientconn.bench;

import org.jspecify.annotations.Nullable;

/**
 * What a row is to reach, as ratios to grpc-java with the same executor in the same run.
 * Not a number where nothing is asked.
 *
 * @param rate calls in a second, at least
 * @param p50 at most
 * @param cpu at most
 * @param bytes at most
 */
record Target(double rate, double p50, double cpu, double bytes) {

	private static final double ANY = Double.NaN;

	/**
	 * The target of a client in a row, if it has one.
	 */
	static @Nullable Target of(Workload row, String client) {
		return switch (row.name() + " " + client) {
			case "async-0B-x64 ours-direct" -> new Target(3, ANY, 0.30, 0.15);
			case "async-0B-x64 ours" -> new Target(4, ANY, 0.25, 0.15);
			case "async-0B-x64 bridge-direct" -> new Target(2, ANY, 0.5, 0.5);
			case "async-1KiB-x64 ours-direct" -> new Target(2.5, ANY, 0.35, 0.25);
			case "blocking-0B-x16 ours" -> new Target(2.5, ANY, 0.35, 0.15);
			case "blocking-0B-x1 ours" -> new Target(ANY, 0.75, 0.6, 0.2);
			case "virtual-0B-x64 ours" -> new Target(3, ANY, 0.33, 0.15);
			case "pingpong-0B ours", "pingpong-0B ours-direct" -> new Target(ANY, 0.9, 0.6, 0.2);
			case "stream-1KiB ours" -> new Target(4, ANY, 0.25, 0.75);
			case "stream-1KiB ours-direct" -> new Target(1.3, ANY, 0.75, 0.75);
			case "async-1MiB-x2 ours", "async-1MiB-x2 ours-direct" -> new Target(1.3, ANY, 0.75, 1.0);
			case "open-streams-x10000 ours" -> new Target(ANY, ANY, ANY, 0.35);
			case "idle-connections-x500 ours" -> new Target(ANY, ANY, ANY, 0.5);
			case "first-call ours" -> new Target(ANY, 0.7, ANY, ANY);
			default -> null;
		};
	}

}
