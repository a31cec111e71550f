package io.clientconn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The process of one client. Reads {@code workload milliseconds} from its standard input
 * and answers each line with what it measured, until the input ends.
 */
public final class Agent {

	private Agent() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (Subject subject = Subject.connect(arguments[0], Integer.parseInt(arguments[1]))) {
			for (String line = commands.readLine(); line != null; line = commands.readLine()) {
				String[] command = line.split(" ", -1);
				Load load = new Load(subject, Workload.named(command[0]));
				System.out.println(Worker.ANSWER + load.run(Long.parseLong(command[1])).toLine());
			}
		}
	}

}
