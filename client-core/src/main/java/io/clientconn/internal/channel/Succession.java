package io.clientconn.internal.channel;

import java.util.function.Supplier;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The successor of a connection in use: dialled while calls go on, tried again after a
 * pause when it fails. Owned by the channel's serializer. It never touches the connection
 * in use.
 */
@OnSerializer
final class Succession {

	private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

	private static final Status UNWANTED = Status.unavailable("the connection is not needed any more");

	private final AddrConns owner;

	private final GuardedBackoff backoff;

	private final Supplier<Connection> dial;

	private @Nullable Connection candidate;

	private Scheduler.@Nullable Timer pause;

	/** How many there have been, so as to tell their timers apart. */
	private int rounds;

	private int failures;

	/**
	 * No successor yet.
	 * @param dial starts a connection
	 */
	Succession(AddrConns owner, GuardedBackoff backoff, Supplier<Connection> dial) {
		this.owner = owner;
		this.backoff = backoff;
		this.dial = dial;
	}

	/**
	 * Starts over: one that is being made is of no use any more.
	 */
	void begin() {
		end();
		this.candidate = this.dial.get();
	}

	boolean is(Connection connection) {
		return connection == this.candidate;
	}

	/**
	 * It took over.
	 */
	void done() {
		this.candidate = null;
		this.failures = 0;
	}

	/**
	 * It could not be made.
	 */
	void failed(AddrConn of, Status reason) {
		this.candidate = null;
		if (this.failures++ == 0) {
			LOG.warn("The connection to {} cannot be renewed and stays as it is for now: {}", of.address(),
					reason.description());
		}
		int round = this.rounds;
		this.pause = this.owner.settings()
			.scheduler()
			.schedule(() -> this.owner.serializer().execute(() -> again(round)),
					this.backoff.pauseNanos(this.failures - 1));
	}

	private void again(int round) {
		if (round == this.rounds) {
			this.pause = null;
			this.candidate = this.dial.get();
		}
	}

	/**
	 * Gives up whatever is under way.
	 */
	void end() {
		this.rounds++;
		this.failures = 0;
		if (this.pause != null) {
			this.pause.cancel();
			this.pause = null;
		}
		Connection last = this.candidate;
		this.candidate = null;
		if (last != null && last.isStarted()) {
			last.transport().close(UNWANTED);
		}
	}

	@Override
	public String toString() {
		return "Succession[" + this.candidate + "]";
	}

}
