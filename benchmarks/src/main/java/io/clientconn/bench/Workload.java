package io.clientconn.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What clients are asked to do: a style, with so much of it at a time.
 *
 * @param name as it is in the table
 * @param style how the calls are made
 * @param bytes the body of a message
 * @param width calls outstanding, or threads that call
 * @param target whether it is among the rows with a target, which run without
 * {@code --full}
 */
record Workload(String name, Style style, int bytes, int width, boolean target) {

	private static final int KIB = 1024;

	/**
	 * All of them, in the order of the table.
	 */
	static List<Workload> all() {
		List<Workload> all = new ArrayList<>();
		for (int width : new int[] { 1, 8, 64, 256 }) {
			all.add(new Workload("async-0B-x" + width, Style.ASYNC, 0, width, width == 64));
		}
		for (int width : new int[] { 1, 8, 64, 256 }) {
			all.add(new Workload("async-1KiB-x" + width, Style.ASYNC, KIB, width, width == 64));
		}
		all.add(new Workload("async-0B-x64-deadline", Style.ASYNC_DEADLINE, 0, 64, false));
		for (int width : new int[] { 1, 16, 64 }) {
			all.add(new Workload("blocking-0B-x" + width, Style.BLOCKING, 0, width, width != 64));
		}
		all.add(new Workload("virtual-0B-x64", Style.VIRTUAL, 0, 64, true));
		all.add(new Workload("virtual-0B-x1000", Style.VIRTUAL, 0, 1000, false));
		all.add(new Workload("stream-1KiB", Style.STREAM, KIB, 1, true));
		all.add(new Workload("pingpong-0B", Style.PING_PONG, 0, 1, true));
		all.add(new Workload("async-1MiB-x2", Style.ASYNC, KIB * KIB, 2, true));
		return List.copyOf(all);
	}

	static Workload named(String name) {
		return all().stream()
			.filter((each) -> each.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"there is no workload '" + name + "'; known are " + all().stream().map(Workload::name).toList()));
	}

	/** Whether this JVM can run it. */
	boolean isPossible() {
		return this.style != Style.VIRTUAL || Runtime.version().feature() >= 21;
	}

	/** Whether the threads that a client calls back on make a difference. */
	boolean hasCallbacks() {
		return this.style != Style.BLOCKING && this.style != Style.VIRTUAL;
	}

	/** How calls are made. */
	enum Style {

		/** The end of one call starts the next. */
		ASYNC,
		/** The same, with a deadline that never passes. */
		ASYNC_DEADLINE,
		/** Platform threads that wait. */
		BLOCKING,
		/** Virtual threads that wait. */
		VIRTUAL,
		/** One stream of responses after another. */
		STREAM,
		/** A message each way in turn, on one stream. */
		PING_PONG

	}

}
