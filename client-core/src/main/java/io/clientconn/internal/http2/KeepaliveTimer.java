package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.concurrent.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link Keepalive} of one connection: one timer at a time, whose end is a
 * command like any other.
 * <p>
 * Owned by the event loop. It sends PINGs and says when the peer is dead; it never closes
 * the connection itself. Without settings it does nothing.
 */
@OnEventLoop
final class KeepaliveTimer {

	/** The payload of our PINGs; the answer needs no telling apart. */
	private static final long PING = 0;

	private static final Logger LOG = LoggerFactory.getLogger(KeepaliveTimer.class);

	private final KeepalivePace pace;

	private final KeepaliveSettings settings;

	private final Scheduler scheduler;

	private final ControlBuffer control;

	private final Questions questions;

	private final StreamTable table;

	/** Null while off, before the start and after the end. */
	private @Nullable Keepalive keepalive;

	private Scheduler.@Nullable Timer timer;

	KeepaliveTimer(KeepalivePace pace, Scheduler scheduler, ControlBuffer control, Questions questions,
			StreamTable table) {
		this.pace = pace;
		this.settings = pace.inForce();
		this.scheduler = scheduler;
		this.control = control;
		this.questions = questions;
		this.table = table;
	}

	/**
	 * The connection is usable.
	 */
	void start() {
		if (this.settings.isOn()) {
			this.keepalive = new Keepalive(this.settings, this.scheduler.nanoTime());
			lookIn(this.settings.timeNanos());
		}
	}

	/**
	 * The connection is over.
	 */
	void stop() {
		this.keepalive = null;
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	/**
	 * Something arrived.
	 */
	void read() {
		if (this.keepalive != null) {
			this.keepalive.read(this.scheduler.nanoTime());
		}
	}

	/**
	 * A call starts.
	 */
	void callStarts() {
		if (this.keepalive != null && this.keepalive.callStarts(this.scheduler.nanoTime())) {
			this.questions.ping(PING);
			lookIn(this.keepalive.pause());
		}
	}

	/**
	 * The peer complains of too many PINGs.
	 */
	void slowDown(String peer) {
		if (!this.settings.isOn()) {
			return;
		}
		long nanos = this.pace.slowDown(this.settings);
		LOG.error(
				"{} closes the connection because of too_many_pings: new connections are asked for a sign of"
						+ " life every {} s only; raise the keepalive time of the channel",
				peer, nanos / 1_000_000_000L);
	}

	/**
	 * Looks whether the peer gave a sign of life.
	 * @return false if it is dead
	 */
	private boolean look() {
		if (this.keepalive == null) {
			return true;
		}
		Keepalive.Decision decision = this.keepalive.look(this.scheduler.nanoTime(), this.table.hasOpen());
		return switch (decision.action()) {
			case WAIT -> {
				lookIn(decision.nanos());
				yield true;
			}
			case PING -> {
				this.questions.ping(PING);
				lookIn(decision.nanos());
				yield true;
			}
			case SLEEP -> true;
			case GIVE_UP -> false;
		};
	}

	private void lookIn(long nanos) {
		this.timer = this.scheduler.schedule(() -> this.control.post(Command.of((connection) -> {
			if (!look()) {
				connection.lifecycle().keepaliveFailed(this.settings.timeoutNanos());
			}
		})), nanos);
	}

}
