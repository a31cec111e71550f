package io.clientconn;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;
import io.clientconn.testing.CountingMemory;

/**
 * What a runtime and the process hold at a moment, after a collection.
 *
 * @param threads of the runtime
 * @param files open ones of the process, sockets included; 0 where they cannot be counted
 * @param timers that are due later
 * @param buffers bytes of the runtime's allocator in use
 * @param heap bytes in use
 */
record Usage(int threads, long files, int timers, long buffers, long heap) {

	/** One loop, a timer, and pools that have no more to do than one channel. */
	private static final int MOST_THREADS = 12;

	/** Far less than what a thousand connections or calls would take if they stayed. */
	private static final long MOST_HEAP = 4 * 1024 * 1024;

	private static final int MORE_FILES = 8;

	private static final int MORE_TIMERS = 4;

	private static final long MORE_BUFFERS = 256 * 1024;

	static Usage of(ClientRuntime runtime, CountingMemory memory) {
		System.gc();
		long files = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : 0;
		int timers = ((TimerThread) runtime.scheduler()).live();
		return new Usage(runtime.liveThreads().size(), files, timers, memory.inUse(),
				ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
	}

	/**
	 * Whether no more is held than before, but for what is on its way out.
	 */
	boolean isBackTo(Usage before) {
		return this.files <= before.files + MORE_FILES && this.timers <= before.timers + MORE_TIMERS
				&& this.threads <= MOST_THREADS && this.buffers <= before.buffers + MORE_BUFFERS
				&& this.heap <= before.heap + MOST_HEAP;
	}

}
