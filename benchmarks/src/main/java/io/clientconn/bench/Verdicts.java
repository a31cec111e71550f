package io.clientconn.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The targets of all rows of a run, for its end.
 */
final class Verdicts {

	private final List<String> lines = new ArrayList<>();

	private final Map<Verdict.Outcome, Integer> counts = new EnumMap<>(Verdict.Outcome.class);

	void add(Setting setting, Report report) {
		for (String client : report.clients()) {
			for (Verdict verdict : report.verdictsOf(client)) {
				this.counts.merge(verdict.outcome(), 1, Integer::sum);
				this.lines
					.add("| " + setting + " | " + report.workload().name() + " | " + client + " | " + verdict + " |\n");
			}
		}
	}

	String text() {
		if (this.lines.isEmpty()) {
			return "";
		}
		return "## Targets\n\n| setting | row | client | ratio to grpc-java |\n|---|---|---|---|\n"
				+ String.join("", this.lines) + "\n" + count(Verdict.Outcome.MET) + " met, "
				+ count(Verdict.Outcome.NOT_MET) + " not met, " + count(Verdict.Outcome.UNSURE) + " cannot be told\n";
	}

	private int count(Verdict.Outcome outcome) {
		return this.counts.getOrDefault(outcome, 0);
	}

}
