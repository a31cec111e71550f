package io.clientconn;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.http2.Sockets;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;

import org.jspecify.annotations.Nullable;

/**
 * The threads that channels share: event loops, timer, and executors for control work,
 * blocking look-ups and callbacks. All are daemon threads.
 * <p>
 * A channel that is given no runtime uses a common one, which starts with the first
 * channel and ends with the last. A runtime made by hand is closed by whoever made it,
 * after its channels. Thread-safe.
 *
 * @since 0.1.0
 */
@AnyThread
public final class ClientRuntime implements AutoCloseable {

	private static final AtomicReference<@Nullable ClientRuntime> SHARED = new AtomicReference<>();

	private static final AtomicInteger RUNTIMES = new AtomicInteger();

	private static final long CLOSE_SECONDS = 5;

	/** What all virtual threads of this runtime and of no other are called. */
	private final String virtualThreads = "clientconn-callback-" + RUNTIMES.incrementAndGet();

	private final EventLoopGroup eventLoops;

	private final SocketTransport transport;

	private final ByteBufAllocator allocator;

	private final ExecutorService control = pool(daemon("clientconn-control"));

	private final ExecutorService offload = pool(daemon("clientconn-offload"));

	private final CallbackThreads callbackThreads = callbackThreads();

	private final Executor callbacks = new CallbackExecutor(this.callbackThreads.pool(),
			this.callbackThreads.factory());

	/** Starts its thread with the first timer. */
	private final TimerThread timer = new TimerThread(daemon("clientconn-timer"), System::nanoTime);

	private final Scheduler scheduler;

	private final Scheduler lenientScheduler;

	/** Channels that use it, plus one for whoever made it; 0 is final. */
	private final AtomicInteger users = new AtomicInteger(1);

	private final AtomicBoolean closed = new AtomicBoolean();

	private ClientRuntime(Builder builder) {
		this.transport = SocketTransport.of(builder.transport);
		this.eventLoops = new MultiThreadIoEventLoopGroup(builder.eventLoopThreads, daemon("clientconn-loop"),
				this.transport.io());
		this.allocator = builder.allocator;
		this.scheduler = (builder.scheduler != null) ? builder.scheduler : this.timer;
		this.lenientScheduler = (builder.scheduler != null) ? builder.scheduler : this.timer.orLate();
	}

	/**
	 * Describes a runtime of one's own.
	 * @return a builder with the defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Takes part in the common runtime, which is made if there is none.
	 */
	static ClientRuntime acquireShared() {
		while (true) {
			ClientRuntime shared = SHARED.get();
			if (shared != null && shared.retain()) {
				return shared;
			}
			ClientRuntime fresh = builder().build();
			if (SHARED.compareAndSet(shared, fresh)) {
				return fresh;
			}
			fresh.release();
		}
	}

	/**
	 * One more user.
	 * @return false if it is closed
	 */
	boolean retain() {
		return this.users.getAndUpdate((users) -> (users == 0) ? 0 : users + 1) != 0;
	}

	/**
	 * One user less; the last one closes it.
	 */
	void release() {
		if (this.users.decrementAndGet() == 0) {
			SHARED.compareAndSet(this, null);
			shutDown();
		}
	}

	/**
	 * Gives up the hold of whoever made it. The threads end when the last channel that
	 * uses it is closed; if there is none, now: this method waits some seconds for them,
	 * but not for those that run callbacks of the application. Further calls do nothing.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			release();
		}
	}

	EventLoopGroup eventLoops() {
		return this.eventLoops;
	}

	/**
	 * Makes sockets.
	 * @param userTimeoutMillis TCP_USER_TIMEOUT where the system has it, or 0
	 */
	Sockets sockets(int userTimeoutMillis) {
		return this.transport.sockets().apply(userTimeoutMillis);
	}

	ByteBufAllocator allocator() {
		return this.allocator;
	}

	Executor control() {
		return this.control;
	}

	Executor offload() {
		return this.offload;
	}

	Executor callbacks() {
		return this.callbacks;
	}

	/**
	 * For calls, which end if nobody can keep their deadlines.
	 */
	Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * For channels and connections, which have to live on: without a thread to give, its
	 * timers run late instead of failing.
	 */
	Scheduler lenientScheduler() {
		return this.lenientScheduler;
	}

	/**
	 * Whether the calling thread is one that close must not wait on.
	 */
	boolean ownsCurrentThread() {
		Thread current = Thread.currentThread();
		return (current instanceof RuntimeThread thread) ? thread.isOf(this)
				: current.getName().equals(this.virtualThreads);
	}

	/**
	 * The names of its threads that are alive. For tests; slow.
	 */
	List<String> liveThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread instanceof RuntimeThread own && own.isOf(this))
			.map(Thread::getName)
			.toList();
	}

	private void shutDown() {
		this.timer.close();
		this.control.shutdown();
		this.offload.shutdownNow();
		this.callbackThreads.pool().shutdown();
		io.netty.util.concurrent.Future<?> loops = this.eventLoops.shutdownGracefully(0, CLOSE_SECONDS,
				TimeUnit.SECONDS);
		if (ownsCurrentThread()) {
			return;
		}
		try {
			loops.await(CLOSE_SECONDS, TimeUnit.SECONDS);
			this.timer.awaitEnd(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
			this.control.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
			this.offload.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static ExecutorService pool(ThreadFactory factory) {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
	}

	/**
	 * Virtual threads where the JDK has them: a callback that blocks then costs nothing.
	 * Their one name is what tells them from those of others, as they are of no class of
	 * ours.
	 */
	private CallbackThreads callbackThreads() {
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			Class<?> type = Class.forName("java.lang.Thread$Builder");
			builder = type.getMethod("name", String.class).invoke(builder, this.virtualThreads);
			ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
			return new CallbackThreads(factory,
					(ExecutorService) Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
						.invoke(null, factory));
		}
		catch (ReflectiveOperationException ex) {
			ThreadFactory factory = daemon("clientconn-callback");
			return new CallbackThreads(factory, pool(factory));
		}
	}

	private ThreadFactory daemon(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> new RuntimeThread(this, task, name + "-" + number.incrementAndGet());
	}

	/**
	 * Where threads for callbacks come from.
	 *
	 * @param factory makes them, after the end too
	 * @param pool gives them up to the end
	 */
	private record CallbackThreads(ThreadFactory factory, ExecutorService pool) {
	}

	/**
	 * A thread of a runtime.
	 */
	private static final class RuntimeThread extends io.netty.util.concurrent.FastThreadLocalThread {

		private final ClientRuntime runtime;

		RuntimeThread(ClientRuntime runtime, Runnable task, String name) {
			super(task, name);
			this.runtime = runtime;
			setDaemon(true);
		}

		boolean isOf(ClientRuntime other) {
			return this.runtime == other;
		}

	}

	/**
	 * Describes a runtime. Not thread-safe.
	 */
	public static final class Builder {

		private int eventLoopThreads = Runtime.getRuntime().availableProcessors();

		private EventLoopTransport transport = EventLoopTransport.AUTO;

		private ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

		private @Nullable Scheduler scheduler;

		private Builder() {
		}

		/**
		 * How many event loops share the connections. Default: one per processor.
		 * @param threads at least 1
		 * @return this
		 */
		public Builder eventLoopThreads(int threads) {
			if (threads < 1) {
				throw new IllegalArgumentException("eventLoopThreads must be at least 1, but is " + threads);
			}
			this.eventLoopThreads = threads;
			return this;
		}

		/**
		 * How event loops watch their sockets. Default: {@link EventLoopTransport#AUTO}.
		 * @param transport the kind; if it was named and cannot be used here,
		 * {@link #build} throws {@link IllegalStateException} and says what is missing
		 * @return this
		 */
		public Builder transport(EventLoopTransport transport) {
			this.transport = Objects.requireNonNull(transport, "transport");
			return this;
		}

		/**
		 * Where the memory of messages comes from. Default: Netty's pooled allocator.
		 * @param allocator the allocator
		 * @return this
		 */
		public Builder allocator(ByteBufAllocator allocator) {
			this.allocator = allocator;
			return this;
		}

		/**
		 * The clock and the timers of all channels of this runtime: deadlines, pauses
		 * between attempts to connect, idleness, keepalive, connect timeouts. Default:
		 * the system's clock and one timer thread. A test gives a clock that it moves by
		 * hand. What blocks a caller for a time that it names, as
		 * {@link ClientConn#awaitReady} does, goes by the system's clock in any case.
		 * @param scheduler the clock, which the caller ends; its timers may run on any
		 * thread
		 * @return this
		 */
		public Builder scheduler(Scheduler scheduler) {
			this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
			return this;
		}

		/**
		 * Makes the runtime.
		 * @return a runtime that has to be closed
		 * @throws IllegalStateException if the transport cannot be used here
		 */
		public ClientRuntime build() {
			return new ClientRuntime(this);
		}

	}

}
