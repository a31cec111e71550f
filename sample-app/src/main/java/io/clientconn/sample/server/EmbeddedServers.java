package io.clientconn.sample.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import org.springframework.context.SmartLifecycle;

/**
 * The RouteGuide servers that the sample brings along. Thread-safe. They listen from
 * {@link #launch()} on, which is before the application context exists, and stop after
 * everything in it that may still call them.
 */
public final class EmbeddedServers implements SmartLifecycle, AutoCloseable {

	private static final int COUNT = 3;

	/** How long running calls may take when the application stops. */
	private static final Duration GRACE = Duration.ofSeconds(5);

	/** How long a request to stop a server waits for its calls. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final List<EmbeddedServer> servers;

	private EmbeddedServers(List<EmbeddedServer> servers) {
		this.servers = servers;
	}

	/**
	 * Starts {@code server-1} to {@code server-3} on free ports, in plaintext. They know
	 * the same places and share their notes.
	 * @return the running servers
	 */
	public static EmbeddedServers launch() {
		return launch(InsecureServerCredentials.create());
	}

	/**
	 * The same, secured.
	 * @param credentials how they are
	 * @return the running servers
	 */
	static EmbeddedServers launch(ServerCredentials credentials) {
		RouteGuideService service = new RouteGuideService(Places.load(), new NoteBoard(), InstantSource.system());
		return new EmbeddedServers(IntStream.rangeClosed(1, COUNT)
			.mapToObj((number) -> EmbeddedServer.launch("server-" + number, service, credentials))
			.toList());
	}

	/**
	 * Where a client finds them.
	 * @return a target of the {@code static} scheme with all their addresses
	 */
	public String target() {
		return this.servers.stream().map(EmbeddedServer::address).collect(Collectors.joining(",", "static:///", ""));
	}

	/**
	 * All servers.
	 * @return what each is doing now
	 */
	public List<ServerView> list() {
		return this.servers.stream().map(EmbeddedServer::view).toList();
	}

	/**
	 * Starts a server on the port it had before. Does nothing if it is running.
	 * @param name its name
	 * @return the server afterwards
	 * @throws NoSuchElementException if there is no server of that name
	 * @throws IllegalStateException if it is still finishing its calls
	 */
	public ServerView start(String name) {
		EmbeddedServer server = named(name);
		server.start();
		return server.view();
	}

	/**
	 * Stops a server and waits until it has, or for 30 seconds. Does nothing if it is
	 * stopped.
	 * @param name its name
	 * @param mode what happens to running calls
	 * @return the server afterwards; still stopping if its calls take longer
	 * @throws NoSuchElementException if there is no server of that name
	 */
	public ServerView stop(String name, StopMode mode) {
		EmbeddedServer server = named(name);
		server.stop(mode, PATIENCE);
		return server.view();
	}

	/**
	 * Starts those that are stopped, as when a paused context goes on.
	 */
	@Override
	public void start() {
		this.servers.forEach(EmbeddedServer::start);
	}

	/**
	 * Stops all of them; what has not finished after a few seconds is cut.
	 */
	@Override
	public void stop() {
		this.servers.forEach((server) -> server.stop(StopMode.GRACEFUL, Duration.ZERO));
		for (EmbeddedServer server : this.servers) {
			if (!server.stop(StopMode.GRACEFUL, GRACE)) {
				server.stop(StopMode.HARD, GRACE);
			}
		}
	}

	/**
	 * Stops what runs still, in a context that never came up.
	 */
	@Override
	public void close() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.servers.stream().anyMatch((server) -> server.state() != ServerState.STOPPED);
	}

	/**
	 * Up first and down last: clients live in later phases.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public String toString() {
		return "EmbeddedServers" + this.servers;
	}

	private EmbeddedServer named(String name) {
		return this.servers.stream()
			.filter((server) -> server.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new NoSuchElementException("there is no server '" + name + "', only "
					+ this.servers.stream().map(EmbeddedServer::name).collect(Collectors.joining(", "))));
	}

}
