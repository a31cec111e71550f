package io.clientconn.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.bench.proto.Payload;

/**
 * Weighs what a client keeps on the heap for streams that are open and connections that
 * are idle.
 */
final class Held {

	private static final int COLLECTIONS = 3;

	private static final Payload EMPTY = Payload.getDefaultInstance();

	private final String client;

	private final Reach reach;

	private final int count;

	Held(String client, Reach reach, int count) {
		this.client = client;
		this.reach = reach;
		this.count = count;
	}

	/**
	 * Streams of one connection, each with one message each way.
	 */
	Measured streams() throws InterruptedException {
		try (Subject subject = Subject.connect(this.client, this.reach)) {
			subject.echo(EMPTY);
			open(subject, 1);
			long before = heap();
			open(subject, this.count);
			return Measured.ofHeap((double) (heap() - before) / this.count);
		}
	}

	private static void open(Subject subject, int count) throws InterruptedException {
		Gate answered = new Gate(count);
		for (int i = 0; i < count; i++) {
			subject.open(EMPTY, answered);
		}
		answered.await("opening " + count + " streams");
	}

	/**
	 * Channels, each with a connection on which one call was made.
	 */
	Measured connections() {
		List<Subject> kept = new ArrayList<>();
		try {
			kept.add(connected());
			long before = heap();
			for (int i = 0; i < this.count; i++) {
				kept.add(connected());
			}
			return Measured.ofHeap((double) (heap() - before) / this.count);
		}
		finally {
			kept.forEach(Subject::close);
		}
	}

	private Subject connected() {
		Subject subject = Subject.connect(this.client, this.reach);
		subject.echo(EMPTY);
		return subject;
	}

	/** What is reachable, references included that are cleared by one collection only. */
	private static long heap() {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
