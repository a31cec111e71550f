package io.clientconn.bench;

import java.io.IOException;

import io.clientconn.bench.proto.Payload;

/**
 * A process that makes one call: says so at its end, and then what the process has used.
 */
public final class FirstCall {

	private FirstCall() {
	}

	public static void main(String[] arguments) throws IOException {
		try (Subject subject = Subject.connect(arguments[0], Reach.of(arguments[1]))) {
			subject.echo(Payload.getDefaultInstance());
			System.out.println(Worker.ANSWER + "done");
			Meter used = Meter.read();
			System.out.println(Worker.ANSWER + used.cpuNanos() + " " + used.bytes());
		}
	}

}
