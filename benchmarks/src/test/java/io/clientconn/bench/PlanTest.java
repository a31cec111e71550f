package io.clientconn.bench;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the command line asks for.
 */
class PlanTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			--fast              | '--fast' is no option of bench; bench --help names them
			--only nothing      | there is no row 'nothing'; known are [async-0B-x1
			--only async-0B-x0  | there is no row 'async-0B-x0'
			--clients ours,them | there is no client 'them'; known are [ours
			--settings quic     | there is no setting 'quic'; known are plain, tls, grpc-java-server
			--seconds soon      | --seconds needs a number from 1 on, not 'soon'
			--rounds 0          | --rounds needs a number from 1 on, not '0'
			--rounds            | --rounds needs a value
			--jdk /nowhere      | there is no JDK in /nowhere
			--profile first-call | --profile needs a row that goes on for a time, not first-call
			""")
	void whatIsWrongIsSaidInOneLine(String line, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> Plan.of(line.split(" ", -1)))
			.withMessageContaining(message)
			.satisfies((thrown) -> assertThat(thrown.getMessage()).doesNotContain("\n"));
	}

	@Test
	void theRowsWithATargetTakeFortyMinutesAtMost() {
		Plan plan = Plan.of();
		assertThat(plan.settings()).extracting(Setting::server).containsExactly(Setting.Kind.values());
		assertThat(plan.minutes()).isBetween(10L, 40L);
	}

	@Test
	void aChosenRowNeedsOneServerOnly() {
		Plan plan = Plan.of("--only", "stream-1KiB");
		assertThat(plan.settings()).hasSize(1);
		assertThat(plan.rows(plan.settings().get(0))).extracting(Workload::name).containsExactly("stream-1KiB");
		assertThat(plan.clients(plan.settings().get(0))).containsExactlyElementsOf(Clients.MAIN);
	}

	@Test
	void whatIsHeldAndStartedIsMeasuredOnTheSmallServerOnly() {
		Plan plan = Plan.of("--full", "--settings", "tls");
		assertThat(plan.rows(plan.settings().get(0))).allMatch(Workload::isLoad).allMatch(Workload::target);
	}

	@Test
	void clientsOfTheEventLoopTakeNoPartInBlockingRows() {
		Plan plan = Plan.of("--full", "--settings", "plain");
		assertThat(plan.clients(plan.settings().get(0), Workload.named("blocking-0B-x16"))).containsExactly("ours",
				"grpc-java", "grpc-java-noretry", "bridge");
		assertThat(plan.clients(plan.settings().get(0), Workload.named("endpoints-x10000")))
			.containsExactly("ours-direct", "grpc-java-direct");
	}

	@Test
	void everyRowWithATargetHasOne() {
		for (Workload row : Workload.all()) {
			assertThat(Clients.ALL.stream().anyMatch((client) -> Target.of(row, client) != null)).as(row.name())
				.isEqualTo(row.target());
		}
	}

	@Test
	void arrivesAsItWasSent() {
		Reach reach = new Reach(4711, "/tmp/a,b.pem", 3);
		assertThat(Reach.of(reach.toArgument())).isEqualTo(reach);
		assertThat(reach.hosts()).isEqualTo(List.of("127.1.0.0", "127.1.0.1", "127.1.0.2"));
	}

}
