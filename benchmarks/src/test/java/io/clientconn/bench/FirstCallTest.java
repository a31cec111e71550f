package io.clientconn.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a new process loads up to the end of its first call. Whoever lets it load what is
 * dear for the first time, finds it here.
 */
@Timeout(120)
class FirstCallTest {

	/** What makes equals, hashCode and toString of a record when they are first used. */
	private static final String RECORD_METHODS = "java.lang.runtime.ObjectMethods";

	/** What a plaintext call on a known address has no use for. */
	private static final List<String> NOT_NEEDED = List.of("io.clientconn.internal.http2.TlsClient",
			"io.clientconn.internal.http2.ProxyTunnel", "io.clientconn.internal.health.HealthWatch",
			"io.clientconn.resolver.DnsResolver", "io.clientconn.config.ServiceConfigParser",
			"io.netty.channel.epoll.EpollDomainSocketChannel");

	@TempDir
	private Path directory;

	@Test
	void theFirstCallLoadsNothingThatItDoesNotNeed() throws Exception {
		List<String> loaded;
		try (BenchServer server = BenchServer.start()) {
			loaded = loadedByFirstCall(server);
		}

		assertThat(loaded).contains("io.clientconn.internal.http2.Http2Stream");
		assertThat(loaded).doesNotContain(RECORD_METHODS).doesNotContainAnyElementsOf(NOT_NEEDED);
	}

	private List<String> loadedByFirstCall(BenchServer server) throws IOException, InterruptedException {
		Path log = this.directory.resolve("classes.log");
		Path output = this.directory.resolve("output.txt");
		Process process = new ProcessBuilder(Setting.ownJdk().resolve("bin").resolve("java").toString(),
				"-Xlog:class+load:file=" + log, "-cp", System.getProperty("java.class.path"), FirstCall.class.getName(),
				"ours", Reach.plain(server.port()).toArgument())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains(Worker.ANSWER + "done");
		try (Stream<String> lines = Files.lines(log)) {
			return lines.filter((line) -> line.contains(" source: "))
				.map((line) -> line.substring(line.lastIndexOf("] ") + 2, line.indexOf(" source: ")))
				.toList();
		}
	}

}
