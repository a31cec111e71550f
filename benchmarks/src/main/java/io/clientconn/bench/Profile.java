package io.clientconn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Records each client of a row and lays side by side where processor time and bytes go.
 */
final class Profile {

	private static final Path DIRECTORY = Path.of("benchmarks", "target", "profile");

	private static final int MOST_SITES = 15;

	private final Session session;

	private final Workload row;

	private final Map<String, Measured> measured = new LinkedHashMap<>();

	private final Map<String, Profiled> profiled = new LinkedHashMap<>();

	Profile(Session session, Workload row) {
		this.session = session;
		this.row = row;
	}

	String run() throws IOException {
		StringBuilder text = new StringBuilder("### " + this.row.name() + "\n\n");
		Plan.Turns turns = this.session.plan().turns();
		for (String client : this.session.clients(this.row)) {
			this.session.ask(client, this.row, turns.warmUpMillis());
			Path file = DIRECTORY.resolve(this.row.name() + "-" + client + ".jfr").toAbsolutePath();
			Worker worker = this.session.worker(client);
			this.measured.put(client, Measured.ofLine(worker.ask(this.row.name() + " " + turns.millis() + " " + file)));
			this.profiled.put(client, Profiled.read(file));
			text.append(client).append(": ").append(file).append('\n');
		}
		shares(text, "processor time, without what the kernel uses", "us", Profiled::cpu, Measured::cpu);
		shares(text, "bytes allocated", "bytes", Profiled::bytes, Measured::bytes);
		this.profiled.forEach((client, profile) -> sites(text, client, profile));
		return text.toString();
	}

	private void shares(StringBuilder text, String title, String unit, Function<Profiled, Shares> of,
			ToDoubleFunction<Measured> perCall) {
		text.append('\n')
			.append(this.profiled.keySet()
				.stream()
				.map((client) -> client + " | " + unit + " a call")
				.collect(Collectors.joining(" | ", "| " + title + " | ", " |\n")));
		text.append("|---".repeat(1 + 2 * this.profiled.size())).append("|\n");
		Set<String> groups = new LinkedHashSet<>();
		this.profiled.values().forEach((profile) -> groups.addAll(of.apply(profile).largestFirst()));
		for (String group : groups) {
			text.append("| ").append(group);
			this.profiled.forEach((client, profile) -> {
				double share = of.apply(profile).shareOf(group);
				text.append(String.format(Locale.ROOT, " | %.1f %% | %.2f", 100 * share,
						share * perCall.applyAsDouble(this.measured.getOrDefault(client, Measured.ofHeap(0)))));
			});
			text.append(" |\n");
		}
	}

	private static void sites(StringBuilder text, String client, Profiled profile) {
		text.append("\n| what ").append(client).append(" allocates | where | of its bytes |\n|---|---|---|\n");
		List<String> largest = profile.sites().largestFirst();
		for (String site : largest.subList(0, Math.min(MOST_SITES, largest.size()))) {
			text.append(String.format(Locale.ROOT, "| %s | %.1f %% |%n", site, 100 * profile.sites().shareOf(site)));
		}
	}

}
