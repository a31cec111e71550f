package io.clientconn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What clients are asked to do: a style, with so much of it at a time.
 *
 * @param name as it is in the table
 * @param style how the calls are made
 * @param bytes the body of a message
 * @param width calls outstanding, threads that call, or things to keep
 * @param endpoints how many addresses the channel balances over
 * @param target whether it is among the rows with a target, which run without
 * {@code --full}
 */
record Workload(String name, Style style, int bytes, int width, int endpoints, boolean target) {

	private static final int KIB = 1024;

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private static Workload of(String name, Style style, int bytes, int width, boolean target) {
		return new Workload(name, style, bytes, width, 1, target);
	}

	/**
	 * All of them, in the order of the table.
	 */
	static List<Workload> all() {
		List<Workload> all = new ArrayList<>();
		for (int width : new int[] { 1, 8, 64, 256 }) {
			all.add(of("async-0B-x" + width, Style.ASYNC, 0, width, width == 64));
		}
		for (int width : new int[] { 1, 8, 64, 256 }) {
			all.add(of("async-1KiB-x" + width, Style.ASYNC, KIB, width, width == 64));
		}
		all.add(of("async-0B-x64-deadline", Style.ASYNC_DEADLINE, 0, 64, false));
		all.add(of("async-0B-x64-headers", Style.ASYNC_HEADERS, 0, 64, false));
		for (int width : new int[] { 1, 16, 64 }) {
			all.add(of("blocking-0B-x" + width, Style.BLOCKING, 0, width, width != 64));
		}
		all.add(of("virtual-0B-x64", Style.VIRTUAL, 0, 64, true));
		all.add(of("virtual-0B-x1000", Style.VIRTUAL, 0, 1000, false));
		all.add(of("stream-1KiB", Style.STREAM, KIB, 1, true));
		all.add(of("pingpong-0B", Style.PING_PONG, 0, 1, true));
		all.add(of("async-1MiB-x2", Style.ASYNC, KIB * KIB, 2, true));
		all.add(of("open-streams-x10000", Style.OPEN_STREAMS, 0, 10_000, true));
		all.add(of("idle-connections-x500", Style.IDLE_CONNECTIONS, 0, 500, true));
		all.add(of("first-call", Style.FIRST_CALL, 0, 1, true));
		for (int endpoints : new int[] { 1, 100, 10_000 }) {
			all.add(new Workload("endpoints-x" + endpoints, Style.ENDPOINTS, 0, 64, endpoints, false));
		}
		return List.copyOf(all);
	}

	/**
	 * One of them, or another size of it: {@code async-0B-x3} goes by the row
	 * {@code async-0B-x1}.
	 */
	static Workload named(String name) {
		return all().stream()
			.filter((each) -> each.name().equals(name))
			.findFirst()
			.or(() -> resized(name))
			.orElseThrow(() -> new IllegalArgumentException(
					"there is no row '" + name + "'; known are " + all().stream().map(Workload::name).toList()));
	}

	private static Optional<Workload> resized(String name) {
		int end = name.lastIndexOf("-x");
		if (end < 0 || !name.substring(end + 2).matches("[1-9][0-9]{0,4}")) {
			return Optional.empty();
		}
		int size = Integer.parseInt(name.substring(end + 2));
		return all().stream()
			.filter((each) -> each.name().matches("\\Q" + name.substring(0, end) + "\\E-x[0-9]+"))
			.findFirst()
			.map((each) -> (each.style() == Style.ENDPOINTS)
					? new Workload(name, each.style(), each.bytes(), each.width(), size, false)
					: of(name, each.style(), each.bytes(), size, false));
	}

	/** Whether a JVM can run it. */
	boolean isPossible(int feature) {
		return this.style != Style.VIRTUAL || feature >= FIRST_WITH_VIRTUAL_THREADS;
	}

	/** Whether the threads that a client calls back on make a difference. */
	boolean hasCallbacks() {
		return switch (this.style) {
			case ASYNC, ASYNC_DEADLINE, ASYNC_HEADERS, STREAM, PING_PONG, ENDPOINTS -> true;
			case BLOCKING, VIRTUAL, OPEN_STREAMS, IDLE_CONNECTIONS, FIRST_CALL -> false;
		};
	}

	/** Whether it goes on for a time, so that there are calls to count. */
	boolean isLoad() {
		return this.style != Style.FIRST_CALL && !isHeld();
	}

	/** Whether what is kept is weighed. */
	boolean isHeld() {
		return this.style == Style.OPEN_STREAMS || this.style == Style.IDLE_CONNECTIONS;
	}

	/** Whether clients are processes that have this to do and nothing else. */
	boolean isOnItsOwn() {
		return this.style == Style.ENDPOINTS;
	}

	/** What the columns mean if it is not what they say. */
	String note() {
		return switch (this.style) {
			case OPEN_STREAMS -> "Bytes are those of the heap for one open stream, after collection.";
			case IDLE_CONNECTIONS ->
				"Bytes are those of the heap for one channel with one idle connection, after collection.";
			case FIRST_CALL -> "Times are from the start of a new JVM to the end of its first call; CPU and bytes "
					+ "are those of the process by then.";
			case STREAM, PING_PONG -> "A call is one message of a stream.";
			case ENDPOINTS -> "The channel balances with round_robin over " + this.endpoints + " endpoints.";
			case ASYNC_HEADERS -> "Deadline and " + String.join(", ", RealHeaders.NAMES)
					+ ", the last two of which are others in each call.";
			case ASYNC, ASYNC_DEADLINE, BLOCKING, VIRTUAL -> "";
		};
	}

	/** How calls are made. */
	enum Style {

		/** The end of one call starts the next. */
		ASYNC,
		/** The same, with a deadline that never passes. */
		ASYNC_DEADLINE,
		/** The same, with the headers of real applications as well. */
		ASYNC_HEADERS,
		/** Platform threads that wait. */
		BLOCKING,
		/** Virtual threads that wait. */
		VIRTUAL,
		/** One stream of responses after another. */
		STREAM,
		/** A message each way in turn, on one stream. */
		PING_PONG,
		/** Streams that stay open. */
		OPEN_STREAMS,
		/** Channels with a connection that nobody uses. */
		IDLE_CONNECTIONS,
		/** A new process makes one call. */
		FIRST_CALL,
		/** As {@code ASYNC}, over a channel of many endpoints. */
		ENDPOINTS

	}

}
