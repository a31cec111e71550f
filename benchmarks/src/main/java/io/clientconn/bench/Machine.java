package io.clientconn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What all processes of this machine together have used so far, where Linux says so.
 */
final class Machine {

	private static final Path STAT = Path.of("/proc/stat");

	/** The unit of that file. */
	private static final long TICK_MILLIS = 10;

	/** user, nice, system; then come idle and iowait, and irq, softirq, steal. */
	private static final int[] BUSY = { 1, 2, 3, 6, 7, 8 };

	private Machine() {
	}

	/**
	 * Processor time of everybody, or zero if it is not known.
	 */
	static Duration busy() {
		try (var lines = Files.newBufferedReader(STAT)) {
			String line = lines.readLine();
			String[] fields = (line == null) ? new String[0] : line.trim().split("\\s+", -1);
			long ticks = 0;
			for (int field : BUSY) {
				ticks += (field < fields.length) ? Long.parseLong(fields[field]) : 0;
			}
			return Duration.ofMillis(ticks * TICK_MILLIS);
		}
		catch (IOException ex) {
			return Duration.ZERO;
		}
	}

}
