package io.clientconn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import jdk.jfr.Recording;

/**
 * Records where a client spends its time and what it allocates while something runs.
 */
final class FlightRecording {

	static final String CPU = "jdk.ExecutionSample";

	static final String ALLOCATION = "jdk.ObjectAllocationSample";

	private static final Duration PERIOD = Duration.ofMillis(10);

	private FlightRecording() {
	}

	static Measured of(Path file, Run run) throws InterruptedException, IOException {
		try (Recording recording = new Recording()) {
			recording.enable(CPU).withPeriod(PERIOD);
			recording.enable(ALLOCATION).with("throttle", "1000/s").withStackTrace();
			recording.start();
			Measured measured = run.measure();
			recording.stop();
			Path parent = file.toAbsolutePath().getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			recording.dump(file);
			return measured;
		}
	}

	/**
	 * What is recorded.
	 */
	interface Run {

		Measured measure() throws InterruptedException;

	}

}
