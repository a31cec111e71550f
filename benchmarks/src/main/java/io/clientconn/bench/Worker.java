package io.clientconn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM of a measurement, asked by lines and answering by lines. It ends with this
 * process, as its standard input does.
 */
final class Worker implements AutoCloseable {

	/** How the lines begin that are answers. */
	static final String ANSWER = "answer ";

	private static final long PATIENCE_SECONDS = 10;

	private final String name;

	private final Process process;

	private final BufferedReader answers;

	/**
	 * Talks to a process that was started.
	 * @param name for errors
	 */
	Worker(String name, Process process) {
		this.name = name;
		this.process = process;
		this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	String ask(String question) {
		tell(question);
		try {
			return answer();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("asking " + this.name, ex);
		}
	}

	/** Asks without waiting for the answer. */
	void tell(String question) {
		try {
			OutputStream questions = this.process.getOutputStream();
			questions.write((question + "\n").getBytes(StandardCharsets.UTF_8));
			questions.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this.name + " has ended; see its errors above", ex);
		}
	}

	long pid() {
		return this.process.pid();
	}

	/** The next answer, past what the JVM itself prints. */
	String answer() throws IOException {
		String line;
		do {
			line = Objects.requireNonNull(this.answers.readLine(),
					() -> this.name + " has ended; see its errors above");
		}
		while (!line.startsWith(ANSWER));
		return line.substring(ANSWER.length());
	}

	/** Processor time so far. */
	Duration cpu() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
