package io.clientconn.internal.http2;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.concurrent.AnyThread;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The way into a connection for other threads: a queue of commands and at most one
 * wake-up of the event loop that is due.
 * <p>
 * Any thread posts; only the event loop takes. It never applies a command and never
 * blocks. The flag is cleared before the queue is read: a post that still sees it set is
 * certain to be read.
 */
@AnyThread
final class ControlBuffer {

	private final CommandQueue commands = new CommandQueue();

	private final AtomicBoolean wakeUpDue = new AtomicBoolean();

	private final EventLoop loop;

	private final LoopPass pass;

	private final Runnable drain = this::drain;

	ControlBuffer(EventLoop loop, LoopPass pass) {
		this.loop = loop;
		this.pass = pass;
	}

	void post(Command command) {
		this.commands.add(command);
		// A running pass reads the queue before it ends.
		if (!(this.loop.inEventLoop() && this.pass.readsCommands())) {
			wakeUp();
		}
	}

	@Nullable Command poll() {
		return this.commands.poll();
	}

	/**
	 * Sees to it that there will be another pass, even without a command.
	 */
	void anotherPass() {
		wakeUp();
	}

	/**
	 * Sees to it that what is left will be read.
	 */
	void wakeUpIfNotEmpty() {
		if (!this.commands.isEmpty()) {
			wakeUp();
		}
	}

	private void wakeUp() {
		if (this.wakeUpDue.getAndSet(true)) {
			return;
		}
		try {
			this.loop.execute(this.drain);
		}
		catch (RejectedExecutionException ex) {
			// The loop has ended and its thread with it; what comes late is still told
			// so.
			GlobalEventExecutor.INSTANCE.execute(this.drain);
		}
		catch (Throwable ex) {
			// A loop whose thread cannot be started keeps the task for later, and the
			// next post has to try again.
			this.wakeUpDue.set(false);
			throw ex;
		}
	}

	private void drain() {
		// Reads the flag as well, so that what was linked before it was set is seen.
		boolean unused = this.wakeUpDue.getAndSet(false);
		this.pass.begin();
		this.pass.end();
	}

}
