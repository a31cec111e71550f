package io.clientconn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The process of one client. Reads {@code workload milliseconds [recording]} from its
 * standard input and answers each line with what it measured, until the input ends.
 */
public final class Agent {

	private final String client;

	private final Reach reach;

	private final Subject subject;

	private Agent(String client, Reach reach, Subject subject) {
		this.client = client;
		this.reach = reach;
		this.subject = subject;
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		Reach reach = Reach.of(arguments[1]);
		try (Subject subject = Subject.connect(arguments[0], reach)) {
			Agent agent = new Agent(arguments[0], reach, subject);
			for (String line = commands.readLine(); line != null; line = commands.readLine()) {
				System.out.println(Worker.ANSWER + agent.run(line.split(" ", 3)).toLine());
			}
		}
	}

	private Measured run(String[] command) throws InterruptedException, IOException {
		Workload workload = Workload.named(command[0]);
		long millis = Long.parseLong(command[1]);
		if (command.length > 2) {
			return FlightRecording.of(Path.of(command[2]), () -> load(workload, millis));
		}
		return load(workload, millis);
	}

	private Measured load(Workload workload, long millis) throws InterruptedException {
		return switch (workload.style()) {
			case OPEN_STREAMS -> new Held(this.client, this.reach, workload.width()).streams();
			case IDLE_CONNECTIONS -> new Held(this.client, this.reach, workload.width()).connections();
			default -> new Load(this.subject, workload).run(millis);
		};
	}

}
