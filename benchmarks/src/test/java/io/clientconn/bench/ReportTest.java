package io.clientconn.bench;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of numbers.
 */
class ReportTest {

	private static final Workload ROW = Workload.named("async-0B-x64");

	private static final Watch.Busy QUIET = new Watch.Busy(0.5, 0.01);

	private final Report report = new Report(ROW, List.of("ours-direct", "grpc-java-direct"));

	@Test
	void ratiosOfSteadyRoundsAreJudged() {
		rounds("ours-direct", QUIET, measured(300, 2, 180), measured(310, 2, 180), measured(290, 2, 180));
		rounds("grpc-java-direct", QUIET, measured(100, 10, 1000), measured(100, 10, 1000), measured(100, 10, 1000));
		assertThat(this.report.verdictsOf("ours-direct")).extracting(Verdict::toString)
			.containsExactly("calls/s 3.000 of 3.00 met", "CPU 0.200 of 0.30 met", "bytes 0.180 of 0.15 NOT MET");
		assertThat(this.report.verdictsOf("grpc-java-direct")).isEmpty();
		assertThat(this.report.table()).contains("| 3.00 |").doesNotContain("Too noisy", "may be the server's");
	}

	@Test
	void timesOfRoundsThatDifferAreNot() {
		rounds("ours-direct", QUIET, measured(300, 2, 100), measured(300, 3.2, 100));
		rounds("grpc-java-direct", QUIET, measured(100, 10, 1000), measured(100, 10, 1000));
		assertThat(this.report.verdictsOf("ours-direct")).extracting(Verdict::outcome)
			.containsExactly(Verdict.Outcome.UNSURE, Verdict.Outcome.UNSURE, Verdict.Outcome.MET);
		assertThat(this.report.table())
			.contains("Too noisy to tell times: ours-direct differs by 1.60 between rounds.");
	}

	@Test
	void timesOnABusyMachineAreNot() {
		rounds("ours-direct", QUIET, measured(300, 2, 100), measured(300, 2, 100));
		rounds("grpc-java-direct", new Watch.Busy(0.95, 0.4), measured(100, 10, 1000), measured(100, 10, 1000));
		assertThat(this.report.verdictsOf("ours-direct").get(0).outcome()).isEqualTo(Verdict.Outcome.UNSURE);
		assertThat(this.report.table()).contains(
				"Too noisy to tell times: others used 40 % of the machine in a turn of grpc-java-direct.",
				"The server used 95 % of a core under grpc-java-direct: its rate may be the server's.");
	}

	@Test
	void timesOfOneRoundAreNot() {
		rounds("ours-direct", QUIET, measured(300, 2, 100));
		rounds("grpc-java-direct", QUIET, measured(100, 10, 1000));
		assertThat(this.report.verdictsOf("ours-direct")).extracting(Verdict::outcome)
			.containsExactly(Verdict.Outcome.UNSURE, Verdict.Outcome.UNSURE, Verdict.Outcome.MET);
	}

	@Test
	void whatARowDoesNotHaveIsNotAvailable() {
		Report held = new Report(Workload.named("open-streams-x10000"), List.of("ours", "grpc-java"));
		held.add("ours", Measured.ofHeap(300), Watch.Busy.NONE);
		held.add("grpc-java", Measured.ofHeap(1000), Watch.Busy.NONE);
		assertThat(held.table()).contains("| ours | n/a | n/a | n/a | n/a | n/a | 300 |", "bytes 0.300 of 0.35 met")
			.doesNotContain("NaN");
	}

	@Test
	void codeBelongsToTheInnermostKnownGroup() {
		assertThat(CodeGroup.of(List.of("java.lang.String", "io.netty.handler.codec.http2.HpackEncoder",
				"io.clientconn.internal.http2.FrameEncoder")))
			.isEqualTo("hpack");
		assertThat(CodeGroup.of(List.of("java.lang.Thread"))).isEqualTo("jdk and other");
	}

	private void rounds(String client, Watch.Busy busy, Measured... rounds) {
		for (Measured each : rounds) {
			this.report.add(client, each, busy);
		}
	}

	private static Measured measured(double rate, double cpu, double bytes) {
		return new Measured(rate, cpu, bytes, 10, 20, 30);
	}

}
