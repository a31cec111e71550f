package io.clientconn.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The runs of one workload as a table in Markdown: medians, spread, and ratios to
 * grpc-java on the same threads in the same turns.
 */
final class Report {

	/** Runs of one client that differ more than this say nothing about time. */
	private static final double MOST_SPREAD = 1.5;

	/** A server that is this busy may be what was measured. */
	private static final double MOST_SERVER = 0.9;

	private final Workload workload;

	private final Map<String, List<Measured>> runs = new LinkedHashMap<>();

	private final Map<String, Double> serverShare = new LinkedHashMap<>();

	Report(Workload workload) {
		this.workload = workload;
	}

	static String head(Plan plan) {
		return """
				%d processors (%s), JDK %s, %s; %d rounds of %d s after %d s of warm-up.
				A ratio is to grpc-java with the same executor. CPU is that of the client's process. Spread is
				the largest over the smallest CPU of a round.
				""".formatted(Runtime.getRuntime().availableProcessors(), System.getProperty("os.arch"),
				Runtime.version(), plan.pinned() ? "server and clients pinned to a core each" : "not pinned",
				plan.rounds(), plan.millis() / 1000, plan.warmUpMillis() / 1000);
	}

	void add(String client, Measured measured, double serverShare) {
		this.runs.computeIfAbsent(client, (key) -> new ArrayList<>()).add(measured);
		this.serverShare.merge(client, serverShare, Math::max);
	}

	String table(List<String> clients) {
		StringBuilder text = new StringBuilder();
		text.append("### ").append(this.workload.name()).append("\n\n");
		text.append("| client | calls/s | p50 us | p99 us | p999 us | CPU us | bytes | spread | server");
		text.append(" | rate x | CPU x | bytes x |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
		for (String client : clients) {
			row(text, client);
		}
		for (String client : clients) {
			doubts(text, client);
		}
		return text.toString();
	}

	private void row(StringBuilder text, String client) {
		List<Measured> own = runsOf(client);
		Measured median = Measured.median(own);
		text.append(format("| %s | %,.0f | %.1f | %.1f | %.1f | %.2f | %,.0f | %.2f | %.0f %% |", client, median.rate(),
				median.p50(), median.p99(), median.p999(), median.cpu(), median.bytes(),
				Measured.spread(own, Measured::cpu), 100 * share(client)));
		List<Measured> peers = runsOf(client.contains("-direct") ? "grpc-java-direct" : "grpc-java");
		if (peers.isEmpty()) {
			peers = runsOf("grpc-java");
		}
		if (peers.isEmpty()) {
			text.append(" | | |\n");
			return;
		}
		Measured peer = Measured.median(peers);
		text.append(format(" %.2f | %.2f | %.2f |\n", median.rate() / peer.rate(), median.cpu() / peer.cpu(),
				median.bytes() / peer.bytes()));
	}

	private void doubts(StringBuilder text, String client) {
		double spread = Measured.spread(runsOf(client), Measured::cpu);
		if (spread > MOST_SPREAD) {
			text.append(format("\nToo noisy to tell times: the CPU of %s differs by %.2f between rounds.\n", client,
					spread));
		}
		if (share(client) > MOST_SERVER) {
			text.append(format("\nThe server used %.0f %% of a core under %s: its rate may be the server's.\n",
					100 * share(client), client));
		}
	}

	private List<Measured> runsOf(String client) {
		return this.runs.getOrDefault(client, List.of());
	}

	private double share(String client) {
		return this.serverShare.getOrDefault(client, 0.0);
	}

	private static String format(String pattern, Object... values) {
		return String.format(Locale.ROOT, pattern, values);
	}

}
