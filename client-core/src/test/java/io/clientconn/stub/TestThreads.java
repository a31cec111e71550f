package io.clientconn.stub;

import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Threads that a blocking API needs to be tested: one that waits, one that wakes it. */
final class TestThreads {

	private static final ThreadFactory FACTORY = Executors.defaultThreadFactory();

	private TestThreads() {
	}

	static Thread create(Runnable work) {
		Thread thread = FACTORY.newThread(work);
		thread.setDaemon(true);
		return thread;
	}

	static void start(Runnable work) {
		create(work).start();
	}

}
