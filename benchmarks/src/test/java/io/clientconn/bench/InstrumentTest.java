package io.clientconn.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.clientconn.bench.proto.Payload;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Every kind of row runs, on every server it is meant for, with every kind of client. No
 * number is judged but those that cannot be otherwise.
 */
@Timeout(600)
class InstrumentTest {

	private static final long MILLIS = 20;

	@ParameterizedTest
	@ValueSource(
			strings = { "ours", "ours-direct", "grpc-java", "grpc-java-direct-noretry", "bridge", "bridge-direct" })
	void everyLoadRunsWithEveryClient(String client) throws InterruptedException {
		try (BenchServer server = BenchServer.start();
				Subject subject = Subject.connect(client, Reach.plain(server.port()))) {
			for (String row : List.of("async-0B-x2", "async-1KiB-x2", "async-1MiB-x1", "blocking-0B-x2", "stream-1KiB",
					"pingpong-0B")) {
				assertMeasured(new Load(subject, Workload.named(row)).run(MILLIS));
			}
			assertMeasured(new Load(subject, Workload.named("async-0B-x64-deadline")).run(MILLIS));
			assertMeasured(new Load(subject, Workload.named("async-0B-x64-headers")).run(MILLIS));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ours", "grpc-java", "bridge" })
	void clientsReachTheServerWithTls(String client) throws Exception {
		BenchCertificate certificate = BenchCertificate.make();
		try (BenchServer server = BenchServer.start(certificate.forServer());
				Subject subject = Subject.connect(client,
						new Reach(server.port(), certificate.toFile().toString(), 1))) {
			assertMeasured(new Load(subject, Workload.named("async-1KiB-x2")).run(MILLIS));
			assertMeasured(new Load(subject, Workload.named("stream-1KiB")).run(MILLIS));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ours-direct", "grpc-java-direct" })
	void theServerOfGrpcJavaAnswers(String client) throws InterruptedException, IOException {
		try (PeerServer server = PeerServer.start();
				Subject subject = Subject.connect(client, Reach.plain(server.port()))) {
			for (String row : List.of("async-0B-x2", "stream-1KiB", "pingpong-0B")) {
				assertMeasured(new Load(subject, Workload.named(row)).run(MILLIS));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ours", "grpc-java" })
	void whatIsKeptIsWeighed(String client) throws InterruptedException {
		try (BenchServer server = BenchServer.start()) {
			Reach reach = Reach.plain(server.port());
			assertThat(new Held(client, reach, 50).streams().bytes()).isFinite();
			assertThat(new Held(client, reach, 3).connections().bytes()).isFinite();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ours-direct", "grpc-java-direct", "bridge-direct" })
	void aChannelHasManyEndpoints(String client) throws InterruptedException {
		assumeThat(Epoll.isAvailable()).isTrue();
		try (BenchServer server = BenchServer.startOnAllAddresses();
				Subject subject = Subject.connect(client, Reach.plain(server.port()).withEndpoints(3))) {
			assertMeasured(new Load(subject, Workload.named("endpoints-x3")).run(MILLIS));
		}
	}

	@Test
	void aWholeRunPrintsTablesAndTargets() throws IOException {
		Plan plan = new Plan(false, List.of(Workload.named("async-0B-x64"), Workload.named("first-call")),
				List.of("ours", "grpc-java"), List.of(new Setting(Setting.ownJdk(), Setting.Kind.PLAIN)),
				new Plan.Turns(1, MILLIS, MILLIS, 1), false, List.of("-Xmx128m"), false);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Bench.run(plan, Syscalls.none(), new PrintStream(out, true, StandardCharsets.UTF_8));
		assertThat(out.toString(StandardCharsets.UTF_8)).contains("### async-0B-x64", "| ours | ", "| grpc-java | ",
				"### first-call", "## Targets", "cannot be told");
	}

	@Test
	void aRecordingIsReadInGroups(@TempDir Path directory) throws InterruptedException, IOException {
		Path file = directory.resolve("some.jfr");
		try (BenchServer server = BenchServer.start();
				Subject subject = Subject.connect("ours", Reach.plain(server.port()))) {
			assertMeasured(FlightRecording.of(file,
					() -> new Load(subject, Workload.named("async-1MiB-x2")).run(10 * MILLIS)));
		}
		// How many samples so short a time has is chance.
		Profiled profiled = Profiled.read(file);
		assertThat(profiled.bytes().largestFirst().isEmpty()).isEqualTo(profiled.sites().largestFirst().isEmpty());
	}

	private static void assertMeasured(Measured measured) {
		assertThat(measured.rate()).isPositive();
		assertThat(measured.bytes()).isFinite();
		assertThat(Measured.ofLine(measured.toLine())).isEqualTo(measured);
	}

	@Test
	void anEchoComesBack() {
		Payload request = Payload.newBuilder().setRepeat(0).build();
		try (BenchServer server = BenchServer.start();
				Subject subject = Subject.connect("ours", Reach.plain(server.port()))) {
			assertThat(subject.echo(request)).isEqualTo(request);
		}
	}

}
