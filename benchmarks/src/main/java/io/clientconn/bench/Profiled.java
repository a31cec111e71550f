package io.clientconn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a recording says, in groups.
 *
 * @param cpu samples of running Java code by group
 * @param bytes allocated by group
 * @param sites bytes allocated by class and method
 */
record Profiled(Shares cpu, Shares bytes, Shares sites) {

	static Profiled read(Path file) throws IOException {
		Profiled profiled = new Profiled(new Shares(), new Shares(), new Shares());
		Set<Long> started = new HashSet<>();
		List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
		events.sort(Comparator.comparing(RecordedEvent::getStartTime));
		for (RecordedEvent event : events) {
			// The first of a thread weighs what was allocated before the recording, too.
			boolean first = event.getEventType().getName().equals(FlightRecording.ALLOCATION)
					&& started.add((event.getThread() == null) ? -1 : event.getThread().getId());
			if (!first) {
				profiled.add(event);
			}
		}
		return profiled;
	}

	private void add(RecordedEvent event) {
		RecordedStackTrace stack = event.getStackTrace();
		if (stack == null || stack.getFrames().isEmpty()) {
			return;
		}
		List<RecordedFrame> frames = stack.getFrames();
		String group = CodeGroup.of(frames.stream().map(Profiled::typeOf).toList());
		switch (event.getEventType().getName()) {
			case FlightRecording.CPU -> this.cpu.add(group, 1);
			case FlightRecording.ALLOCATION -> {
				double weight = event.getLong("weight");
				this.bytes.add(group, weight);
				RecordedClass type = event.getClass("objectClass");
				this.sites.add(readable(type.getName()) + " | " + site(frames), weight);
			}
			default -> {
				// Nothing else was asked for.
			}
		}
	}

	/** The innermost method that is not the JDK's. */
	private static String site(List<RecordedFrame> frames) {
		RecordedFrame own = frames.stream()
			.filter((frame) -> !typeOf(frame).startsWith("java.") && !typeOf(frame).startsWith("jdk."))
			.findFirst()
			.orElse(frames.get(0));
		String type = typeOf(own);
		return type.substring(type.lastIndexOf('.') + 1) + "." + own.getMethod().getName();
	}

	private static String typeOf(RecordedFrame frame) {
		return frame.getMethod().getType().getName();
	}

	private static String readable(String type) {
		return switch (type) {
			case "[B" -> "byte[]";
			case "[I" -> "int[]";
			case "[J" -> "long[]";
			case "[C" -> "char[]";
			default -> type.startsWith("[L") ? readable(type.substring(2, type.length() - 1)) + "[]"
					: type.substring(type.lastIndexOf('.') + 1);
		};
	}

}
