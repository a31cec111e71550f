package io.clientconn.internal.http2;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.clientconn.concurrent.AnyThread;

/**
 * The keepalive settings that new connections of one channel start with. A server that
 * complains of too many PINGs doubles the time between them for all connections made
 * later (gRFC A8). Thread-safe; connections that exist keep the pace they have.
 */
@AnyThread
final class KeepalivePace {

	private static final AtomicLongFieldUpdater<KeepalivePace> TIME = AtomicLongFieldUpdater
		.newUpdater(KeepalivePace.class, "timeNanos");

	private final KeepaliveSettings settings;

	private volatile long timeNanos;

	KeepalivePace(KeepaliveSettings settings) {
		this.settings = settings;
		this.timeNanos = settings.timeNanos();
	}

	KeepaliveSettings inForce() {
		return this.settings.withTime(this.timeNanos);
	}

	/**
	 * Slows down. Two connections that hear the complaint at the same pace slow down
	 * once.
	 * @param complainedOf the settings of the connection that heard it
	 * @return the time in force from now on
	 */
	long slowDown(KeepaliveSettings complainedOf) {
		long before = complainedOf.timeNanos();
		long doubled = (before > Long.MAX_VALUE / 2) ? Long.MAX_VALUE : before * 2;
		TIME.compareAndSet(this, before, doubled);
		return this.timeNanos;
	}

}
