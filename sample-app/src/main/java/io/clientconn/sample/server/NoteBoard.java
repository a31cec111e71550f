package io.clientconn.sample.server;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.RouteNote;

/**
 * The notes left at each point, oldest first. Thread-safe. The servers of the sample
 * share one board, so that an answer does not depend on which of them a call reached. It
 * never keeps more than {@value #NOTES_PER_POINT} notes of a point: the older ones fade.
 */
final class NoteBoard {

	static final int NOTES_PER_POINT = 100;

	private final ConcurrentMap<Point, AtomicReference<List<RouteNote>>> notes = new ConcurrentHashMap<>();

	/**
	 * Leaves a note.
	 * @return the notes that were at its point before it
	 */
	List<RouteNote> leave(RouteNote note) {
		return this.notes.computeIfAbsent(note.getLocation(), (point) -> new AtomicReference<>(List.of()))
			.getAndUpdate((earlier) -> append(earlier, note));
	}

	private static List<RouteNote> append(List<RouteNote> earlier, RouteNote note) {
		int faded = Math.max(0, earlier.size() + 1 - NOTES_PER_POINT);
		return Stream.concat(earlier.stream().skip(faded), Stream.of(note)).toList();
	}

}
