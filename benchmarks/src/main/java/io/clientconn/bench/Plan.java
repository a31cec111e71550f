package io.clientconn.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a run of the benchmarks does.
 *
 * @param full whether all rows and clients take part
 * @param workloads the rows
 * @param chosen the clients, or null for those that a row usually has
 * @param settings what the rows run on, one after the other
 * @param turns how long and how often
 * @param pinned whether server and clients have a core each
 * @param jvm further options of the clients' JVMs; {@code %n} stands for the client
 * @param profile whether to record instead of measure
 */
record Plan(boolean full, List<Workload> workloads, @Nullable List<String> chosen, List<Setting> settings, Turns turns,
		boolean pinned, List<String> jvm, boolean profile) {

	/** The row in which whoever has a target takes part, and whoever explains one. */
	private static final String WIDEST = "async-0B-x64";

	/**
	 * Reads the command line.
	 * @throws IllegalArgumentException if it is not understood; its message is one line
	 */
	static Plan of(String... arguments) {
		return new PlanOptions().read(arguments).toPlan();
	}

	/**
	 * The rows of a setting: all of them on the small server without TLS, and what goes
	 * on for a time on the others.
	 */
	List<Workload> rows(Setting setting) {
		return this.workloads.stream()
			.filter((row) -> row.isPossible(setting.feature()))
			.filter((row) -> setting.server() == Setting.Kind.PLAIN
					|| (row.isLoad() && !row.isOnItsOwn() && (row.target() || !this.full)))
			.toList();
	}

	/**
	 * Which clients take part in a row.
	 */
	List<String> clients(Setting setting, Workload workload) {
		return candidates(setting, workload).stream()
			.filter((client) -> workload.hasCallbacks() || !Clients.isDirect(client))
			.toList();
	}

	private List<String> candidates(Setting setting, Workload workload) {
		if (this.chosen != null) {
			return this.chosen;
		}
		if (workload.isOnItsOwn()) {
			return List.of("ours-direct", "grpc-java-direct");
		}
		boolean plain = setting.server() == Setting.Kind.PLAIN;
		if (plain && workload.isLoad() && (this.full || workload.name().equals(WIDEST))) {
			return Clients.ALL;
		}
		return workload.name().equals(WIDEST) ? Clients.WITH_BRIDGE : Clients.MAIN;
	}

	/** Everybody who takes part in a row of the setting that is not on its own. */
	Set<String> clients(Setting setting) {
		Set<String> all = new LinkedHashSet<>();
		rows(setting).stream()
			.filter((row) -> !row.isOnItsOwn() && row.style() != Workload.Style.FIRST_CALL)
			.forEach((row) -> all.addAll(clients(setting, row)));
		return all;
	}

	List<String> jvm(Setting setting) {
		return Stream.concat(setting.quietJvm().stream(), this.jvm.stream()).toList();
	}

	/** Roughly how long it takes. */
	long minutes() {
		long millis = 0;
		for (Setting setting : this.settings) {
			for (Workload row : rows(setting)) {
				millis += this.turns.millisOf(row) * clients(setting, row).size();
			}
		}
		return Math.round(millis / 60_000.0);
	}

	/**
	 * How long clients are busy, and how often.
	 *
	 * @param rounds how often each client has its turn
	 * @param warmUpMillis before the first turn of each client
	 * @param millis of each turn
	 * @param starts how many processes each client starts in a turn, for the first call
	 */
	record Turns(int rounds, long warmUpMillis, long millis, int starts) {

		private static final long START_MILLIS = 1200;

		private static final long HELD_MILLIS = 2500;

		private static final long CONNECT_MILLIS = 4000;

		private long millisOf(Workload row) {
			if (row.style() == Workload.Style.FIRST_CALL) {
				return (1L + (long) this.rounds * this.starts) * START_MILLIS;
			}
			if (row.isHeld()) {
				return (1L + this.rounds) * HELD_MILLIS;
			}
			if (row.isOnItsOwn()) {
				return this.rounds * (CONNECT_MILLIS + this.warmUpMillis + this.millis);
			}
			return this.warmUpMillis + this.rounds * this.millis + Syscalls.MILLIS;
		}

	}

}
