package io.clientconn.bench;

import java.time.Duration;

/**
 * Looks at server, client and machine from the beginning of a turn to its end.
 */
final class Watch {

	private final Worker server;

	private final Worker client;

	private final long startedNanos = System.nanoTime();

	private final Duration ofServer;

	private final Duration ofClient;

	private final Duration ofAll;

	Watch(Worker server, Worker client) {
		this.server = server;
		this.client = client;
		this.ofServer = server.cpu();
		this.ofClient = client.cpu();
		this.ofAll = Machine.busy();
	}

	/** To be asked once, at the end. */
	Busy end() {
		double wall = System.nanoTime() - this.startedNanos;
		double byServer = this.server.cpu().minus(this.ofServer).toNanos();
		double byClient = this.client.cpu().minus(this.ofClient).toNanos();
		double byAll = Machine.busy().minus(this.ofAll).toNanos();
		double others = (byAll - byServer - byClient) / wall / Runtime.getRuntime().availableProcessors();
		return new Busy(byServer / wall, Math.max(0, others));
	}

	/**
	 * What was busy in a turn.
	 *
	 * @param server the part of a core that the server used
	 * @param others the part of the machine that nobody of us used
	 */
	record Busy(double server, double others) {

		static final Busy NONE = new Busy(0, 0);

	}

}
