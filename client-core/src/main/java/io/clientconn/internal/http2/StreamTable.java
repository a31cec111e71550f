package io.clientconn.internal.http2;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * Which streams there are: the open ones by number, and those that wait, first come first
 * served, because the peer allows no more at once.
 * <p>
 * Owned by the event loop. Before the peer has said how many it allows there is no room.
 * It never starts or ends a stream.
 */
@OnEventLoop
final class StreamTable {

	/** Three quarters of all numbers: time to look for another connection. */
	private static final int LAST_ID = 1_610_612_735;

	/** Grows with what is open at once. */
	private final IntObjectMap<Http2Stream> open = new IntObjectHashMap<>(2);

	/** Null until one has to wait. */
	private @Nullable LinkedHashSet<Http2Stream> waiting;

	private long maxConcurrent;

	private int nextId;

	StreamTable(int firstId) {
		this.nextId = firstId;
	}

	/**
	 * The peer allows another number of streams. Those that are open stay.
	 */
	void maxConcurrent(long limit) {
		this.maxConcurrent = limit;
	}

	boolean hasRoom() {
		return this.open.size() < this.maxConcurrent && !isExhausted();
	}

	/**
	 * Whether numbers run out.
	 */
	boolean isExhausted() {
		return this.nextId > LAST_ID;
	}

	/**
	 * Takes the next number. The caller writes HEADERS before it asks for another one, so
	 * that numbers reach the wire in order.
	 */
	int takeId() {
		int id = this.nextId;
		this.nextId += 2;
		return id;
	}

	/**
	 * Whether the peer could know this number.
	 */
	boolean wasOpened(int id) {
		return (id & 1) == 1 && id < this.nextId;
	}

	void opened(Http2Stream stream) {
		this.open.put(stream.id(), stream);
	}

	void closed(Http2Stream stream) {
		this.open.remove(stream.id());
	}

	@Nullable Http2Stream get(int id) {
		return this.open.get(id);
	}

	void enqueue(Http2Stream stream) {
		LinkedHashSet<Http2Stream> line = this.waiting;
		if (line == null) {
			line = new LinkedHashSet<>();
			this.waiting = line;
		}
		line.add(stream);
	}

	boolean hasWaiting() {
		return this.waiting != null && !this.waiting.isEmpty();
	}

	/**
	 * Takes the stream that has waited longest.
	 */
	@Nullable Http2Stream pollWaiting() {
		LinkedHashSet<Http2Stream> line = this.waiting;
		if (line == null || line.isEmpty()) {
			return null;
		}
		Http2Stream first = line.iterator().next();
		line.remove(first);
		return first;
	}

	void leave(Http2Stream stream) {
		if (this.waiting != null) {
			this.waiting.remove(stream);
		}
	}

	/**
	 * The open streams at this moment.
	 * @return a copy, so that streams may end while it is read
	 */
	List<Http2Stream> openStreams() {
		return new ArrayList<>(this.open.values());
	}

	boolean hasOpen() {
		return !this.open.isEmpty();
	}

	boolean isEmpty() {
		return this.open.isEmpty() && !hasWaiting();
	}

	@Override
	public String toString() {
		return "StreamTable[" + this.open.size() + " open, " + ((this.waiting != null) ? this.waiting.size() : 0)
				+ " waiting, next " + this.nextId + "]";
	}

}
