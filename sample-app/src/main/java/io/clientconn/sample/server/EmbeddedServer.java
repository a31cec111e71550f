package io.clientconn.sample.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;

/**
 * A RouteGuide server that can be stopped and started again on its port. Thread-safe:
 * what it is doing is what its current grpc-java server says, and whoever replaces that
 * one starts the next. It never binds to anything but the loopback address.
 */
final class EmbeddedServer {

	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	/**
	 * The JDK frees the port of a closed channel only when the selector that knew the
	 * channel looks again, which may be after the server reports that it has terminated.
	 * Each attempt to bind wakes that selector.
	 */
	private static final int BIND_ATTEMPTS = 20;

	private final String name;

	private final BindableService service;

	private final ServerCredentials credentials;

	private final int port;

	private final AtomicReference<Server> current;

	private EmbeddedServer(String name, BindableService service, ServerCredentials credentials, Server first) {
		this.name = name;
		this.service = service;
		this.credentials = credentials;
		this.port = first.getPort();
		this.current = new AtomicReference<>(first);
	}

	/**
	 * Starts a server on a port that is free.
	 */
	static EmbeddedServer launch(String name, BindableService service, ServerCredentials credentials) {
		Server first = build(name, service, credentials, 0);
		try {
			return new EmbeddedServer(name, service, credentials, first.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(name + " cannot listen: " + ex.getMessage(), ex);
		}
	}

	String name() {
		return this.name;
	}

	String address() {
		return "127.0.0.1:" + this.port;
	}

	ServerState state() {
		Server server = server();
		if (server.isTerminated()) {
			return ServerState.STOPPED;
		}
		return server.isShutdown() ? ServerState.STOPPING : ServerState.RUNNING;
	}

	ServerView view() {
		return new ServerView(this.name, address(), state());
	}

	/**
	 * Takes calls again, on the port it always had. Does nothing if it is running.
	 * @throws IllegalStateException if it is still stopping
	 */
	void start() {
		Server old = server();
		if (!old.isShutdown()) {
			return;
		}
		if (!old.isTerminated()) {
			throw new IllegalStateException(this.name + " is still finishing its calls; start it when it has stopped");
		}
		// Of two that start it at once, the one that does not replace the old one is
		// done.
		IOException failure = null;
		for (int attempt = 0; attempt < BIND_ATTEMPTS; attempt++) {
			Server next = build(this.name, this.service, this.credentials, this.port);
			if (!this.current.compareAndSet(old, next)) {
				return;
			}
			try {
				next.start();
				return;
			}
			catch (IOException ex) {
				next.shutdownNow();
				old = next;
				failure = ex;
			}
		}
		throw new UncheckedIOException(this.name + " cannot listen on " + address(), Objects.requireNonNull(failure));
	}

	/**
	 * Stops and waits for it.
	 * @param mode what happens to running calls
	 * @param patience how long to wait for them
	 * @return whether it has stopped; if not, it goes on finishing its calls
	 */
	boolean stop(StopMode mode, Duration patience) {
		Server server = server();
		if (mode == StopMode.HARD) {
			server.shutdownNow();
		}
		else {
			server.shutdown();
		}
		try {
			return server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public String toString() {
		return "EmbeddedServer[" + this.name + ", " + address() + ", " + state() + "]";
	}

	private Server server() {
		return Objects.requireNonNull(this.current.get());
	}

	private static Server build(String name, BindableService service, ServerCredentials credentials, int port) {
		return NettyServerBuilder.forAddress(new InetSocketAddress(loopback(), port), credentials)
			.addService(service)
			.intercept(new ServedByInterceptor(name))
			.build();
	}

	private static InetAddress loopback() {
		try {
			return InetAddress.getByAddress(LOOPBACK);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
