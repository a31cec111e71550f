package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection, from the first SYN to the end.
 * <p>
 * Owned by the event loop; pure.
 *
 * <pre>
 * CONNECTING --connected--> AWAITING_SETTINGS --settings--> READY --goAway/drain--> DRAINING
 *     | |                    ^   |                            |                        |
 *     | +-> TUNNELLING ------+   |                            |                        |
 *     | |       v            |   |                            |                        |
 *     | +-> HANDSHAKING -----+   |                            |                        |
 *     +---------close------------+-----------close------------+---------close----------+--> CLOSED
 * </pre>
 *
 * A GOAWAY whose id grows, or is none of ours, is the peer's violation (RFC 9113 section
 * 6.8); a drain or a close that comes twice is a harmless race.
 */
@OnEventLoop
final class ConnectionState {

	private Phase phase = Phase.CONNECTING;

	private @Nullable GoAway received;

	/**
	 * TCP is connected to a proxy, which is asked to go on.
	 */
	void tunnels() {
		if (this.phase == Phase.CONNECTING) {
			this.phase = Phase.TUNNELLING;
		}
	}

	/**
	 * The server is connected, and TLS begins.
	 */
	void handshakes() {
		if (this.phase == Phase.CONNECTING || this.phase == Phase.TUNNELLING) {
			this.phase = Phase.HANDSHAKING;
		}
	}

	void connected() {
		if (this.phase == Phase.CONNECTING || this.phase == Phase.TUNNELLING || this.phase == Phase.HANDSHAKING) {
			this.phase = Phase.AWAITING_SETTINGS;
		}
	}

	/**
	 * SETTINGS arrived.
	 * @return whether they were the first, which make the connection usable
	 */
	boolean settings() {
		if (this.phase != Phase.AWAITING_SETTINGS) {
			return false;
		}
		this.phase = Phase.READY;
		return true;
	}

	/**
	 * GOAWAY arrived.
	 * @param goAway what it says
	 * @return what it means
	 */
	OnGoAway goAway(GoAway goAway) {
		if (isEven(goAway.lastStreamId())) {
			return OnGoAway.VIOLATION;
		}
		GoAway before = this.received;
		if (before != null && Integer.compareUnsigned(goAway.lastStreamId(), before.lastStreamId()) > 0) {
			return OnGoAway.VIOLATION;
		}
		this.received = goAway;
		return drain() ? OnGoAway.DRAIN : OnGoAway.NARROW;
	}

	/**
	 * Only odd numbers are those of our streams; zero stands for none.
	 */
	private static boolean isEven(int streamId) {
		return streamId != 0 && (streamId & 1) == 0;
	}

	/**
	 * No new streams from now on.
	 * @return whether that is news
	 */
	boolean drain() {
		if (this.phase != Phase.READY) {
			return false;
		}
		this.phase = Phase.DRAINING;
		return true;
	}

	/**
	 * It is over.
	 * @return how far it had come
	 */
	Phase close() {
		Phase before = this.phase;
		this.phase = Phase.CLOSED;
		return before;
	}

	Phase phase() {
		return this.phase;
	}

	boolean isReady() {
		return this.phase == Phase.READY;
	}

	boolean isDraining() {
		return this.phase == Phase.DRAINING;
	}

	boolean isClosed() {
		return this.phase == Phase.CLOSED;
	}

	@Nullable GoAway received() {
		return this.received;
	}

	@Override
	public String toString() {
		return this.phase.name();
	}

	/** How far it came. */
	enum Phase {

		/** TCP. */
		CONNECTING,
		/** CONNECT, if there is a proxy. */
		TUNNELLING,
		/** TLS, if there is any. */
		HANDSHAKING,
		/** Our preface is out. */
		AWAITING_SETTINGS,
		/** Usable. */
		READY,
		/** Finishing what is under way. */
		DRAINING,
		/** Over. */
		CLOSED

	}

	/** What a GOAWAY means. */
	enum OnGoAway {

		/** No new streams, and those above its id are refused. */
		DRAIN,
		/** More streams are refused. */
		NARROW,
		/** The peer took back what it promised. */
		VIOLATION

	}

}
