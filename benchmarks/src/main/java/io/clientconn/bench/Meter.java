package io.clientconn.bench;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * What this process has used so far: processor time of all its threads, collector and
 * compiler included, and memory that they allocated.
 *
 * @param wallNanos the clock
 * @param cpuNanos processor time
 * @param bytes allocated on the heap
 */
record Meter(long wallNanos, long cpuNanos, long bytes) {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	/** Knows of virtual threads and of those that have ended; there from JDK 21 on. */
	private static final @Nullable Method TOTAL = total();

	static Meter read() {
		return new Meter(System.nanoTime(), SYSTEM.getProcessCpuTime(), allocated());
	}

	Meter since(Meter before) {
		return new Meter(this.wallNanos - before.wallNanos, this.cpuNanos - before.cpuNanos, this.bytes - before.bytes);
	}

	private static long allocated() {
		if (TOTAL != null) {
			try {
				return (long) TOTAL.invoke(THREADS);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException("the JVM does not say what its threads allocated", ex);
			}
		}
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

	private static @Nullable Method total() {
		try {
			return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

}
