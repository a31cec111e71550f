package io.clientconn.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The turns of one row as a table in Markdown: medians, spread, ratios to grpc-java on
 * the same threads in the same turns, and whether the target is met.
 */
final class Report {

	/** A server that is this busy may be what was measured. */
	private static final double MOST_SERVER = 0.9;

	private static final List<String> COLUMNS = List.of("client", "calls/s", "p50 us", "p99 us", "p999 us", "CPU us",
			"bytes", "syscalls", "spread", "server", "rate x", "p50 x", "CPU x", "bytes x", "target");

	private final Workload workload;

	private final Map<String, Runs> runs = new LinkedHashMap<>();

	Report(Workload workload, List<String> clients) {
		this.workload = workload;
		clients.forEach((client) -> this.runs.put(client, new Runs()));
	}

	static String head(Plan plan) {
		return """
				# Beside grpc-java

				%d processors (%s), %s; %d rounds of %d s after %d s of warm-up; about %d minutes.
				Ratios are of medians, to grpc-java with the same executor. CPU is that of the client's whole
				process, for a call. Spread is the largest over the smallest of the rounds, of CPU or of calls/s.
				Server is the part of a core that the server used. Times of a single round are not judged.
				""".formatted(Runtime.getRuntime().availableProcessors(), System.getProperty("os.arch"),
				plan.pinned() ? "server and clients pinned to a core each" : "not pinned", plan.turns().rounds(),
				plan.turns().millis() / 1000, plan.turns().warmUpMillis() / 1000, plan.minutes());
	}

	Workload workload() {
		return this.workload;
	}

	void add(String client, Measured measured, Watch.Busy busy) {
		of(client).add(measured, busy);
	}

	void syscalls(String client, double perCall) {
		of(client).syscalls(perCall);
	}

	String table() {
		StringBuilder text = new StringBuilder();
		text.append("### ").append(this.workload.name()).append("\n\n");
		if (!this.workload.note().isEmpty()) {
			text.append(this.workload.note()).append("\n\n");
		}
		text.append(COLUMNS.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
		text.append("|---".repeat(COLUMNS.size())).append("|\n");
		this.runs.forEach((client, own) -> row(text, client, own));
		this.runs.forEach((client, own) -> doubts(text, client, own));
		return text.toString();
	}

	private void row(StringBuilder text, String client, Runs own) {
		Measured median = own.median();
		Measured peer = peerOf(client).isEmpty() ? Measured.ofHeap(Double.NaN) : peerOf(client).median();
		text.append(List
			.of(client, number("%,.0f", median.rate()), number("%.1f", median.p50()), number("%.1f", median.p99()),
					number("%.1f", median.p999()), number("%.2f", median.cpu()), number("%,.0f", median.bytes()),
					number("%.2f", own.syscalls()), number("%.2f", own.spread()),
					this.workload.isLoad() ? number("%.0f %%", 100 * own.serverShare()) : "n/a",
					number("%.2f", median.rate() / peer.rate()), number("%.2f", median.p50() / peer.p50()),
					number("%.2f", median.cpu() / peer.cpu()), number("%.2f", median.bytes() / peer.bytes()),
					verdictsOf(client).stream().map(Verdict::toString).collect(Collectors.joining("; ")))
			.stream()
			.collect(Collectors.joining(" | ", "| ", " |\n")));
	}

	private void doubts(StringBuilder text, String client, Runs own) {
		if (own.isSpread()) {
			text.append(String.format(Locale.ROOT, "%nToo noisy to tell times: %s differs by %.2f between rounds.%n",
					client, own.spread()));
		}
		if (own.isDisturbed()) {
			text.append(String.format(Locale.ROOT,
					"%nToo noisy to tell times: others used %.0f %% of the machine in a turn of %s.%n",
					100 * own.othersShare(), client));
		}
		if (own.serverShare() > MOST_SERVER) {
			text.append(String.format(Locale.ROOT,
					"%nThe server used %.0f %% of a core under %s: its rate may be the server's.%n",
					100 * own.serverShare(), client));
		}
	}

	/** How a client's targets in this row came out; none if it has no target. */
	List<Verdict> verdictsOf(String client) {
		Target target = Target.of(this.workload, client);
		Runs peers = peerOf(client);
		if (target == null || peers.isEmpty() || of(client).isEmpty()) {
			return List.of();
		}
		Measured own = of(client).median();
		Measured peer = peers.median();
		boolean steady = of(client).isSteady() && peers.isSteady();
		return List
			.of(Verdict.atLeast("calls/s", own.rate() / peer.rate(), target.rate(), steady),
					Verdict.atMost("p50", own.p50() / peer.p50(), target.p50(), steady),
					Verdict.atMost("CPU", own.cpu() / peer.cpu(), target.cpu(), steady),
					Verdict.atMost("bytes", own.bytes() / peer.bytes(), target.bytes(), true))
			.stream()
			.filter(Verdict::isAsked)
			.toList();
	}

	List<String> clients() {
		return List.copyOf(this.runs.keySet());
	}

	private Runs peerOf(String client) {
		Runs same = of(Clients.peerOf(client));
		return same.isEmpty() ? of("grpc-java") : same;
	}

	private Runs of(String client) {
		return this.runs.getOrDefault(client, new Runs());
	}

	private static String number(String pattern, double value) {
		return Double.isNaN(value) ? "n/a" : String.format(Locale.ROOT, pattern, value);
	}

}
