package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The frame around everything that happens on a connection: events come in, then the
 * streams hear that the pass is over, commands are applied, DATA is written and one flush
 * ends it.
 * <p>
 * Owned by the event loop. Passes nest, and only the outermost one ends in a flush. It
 * never runs long: what does not fit in one pass asks for another one.
 */
@OnEventLoop
final class LoopPass {

	/** Commands applied in one go, so that reading has its turn. */
	private static final int MOST_COMMANDS = 1024;

	private static final int MOST_ROUNDS = 8;

	private final EventLoop loop;

	private final TouchedStreams touched;

	private @Nullable Http2Connection connection;

	private int depth;

	private boolean readsCommands;

	LoopPass(EventLoop loop, TouchedStreams touched) {
		this.loop = loop;
		this.touched = touched;
	}

	void attach(Http2Connection connection) {
		this.connection = connection;
	}

	/**
	 * Whether a command posted now will be read before this pass ends.
	 */
	boolean readsCommands() {
		return this.readsCommands;
	}

	void begin() {
		assert checkOwner();
		this.depth++;
		this.readsCommands = true;
	}

	void end() {
		if (this.depth > 1) {
			this.depth--;
			return;
		}
		Http2Connection target = this.connection;
		if (target == null) {
			throw new IllegalStateException("a pass ends before there is a connection");
		}
		try {
			finish(target);
		}
		catch (Throwable ex) {
			// Errors too: whoever is not told waits for ever.
			try {
				target.lifecycle().bug(ex);
			}
			finally {
				target.control().anotherPass();
			}
		}
		finally {
			this.depth = 0;
			this.readsCommands = false;
			target.control().wakeUpIfNotEmpty();
		}
	}

	private void finish(Http2Connection target) {
		int rounds = 0;
		int applied = 0;
		do {
			this.touched.tell();
			applied += applyCommands(target, MOST_COMMANDS - applied);
			target.lifecycle().afterEvents();
		}
		while (!this.touched.isEmpty() && ++rounds < MOST_ROUNDS);
		this.readsCommands = false;
		boolean more = target.writer().write();
		target.lifecycle().afterWrite();
		while (!this.touched.isEmpty() && ++rounds < 2 * MOST_ROUNDS) {
			this.touched.tell();
		}
		if (more || !this.touched.isEmpty()) {
			target.control().anotherPass();
		}
	}

	private int applyCommands(Http2Connection target, int most) {
		int applied = 0;
		while (applied < most) {
			Command command = target.control().poll();
			if (command == null) {
				break;
			}
			applied++;
			try {
				command.applyTo(target);
			}
			catch (Throwable ex) {
				target.lifecycle().bug(ex);
			}
		}
		return applied;
	}

	/** An assertion: costs nothing in production. */
	private boolean checkOwner() {
		if (!this.loop.inEventLoop() && !this.loop.isShutdown()) {
			throw new IllegalStateException(
					"must run on the event loop, but runs on " + Thread.currentThread().getName());
		}
		return true;
	}

}
