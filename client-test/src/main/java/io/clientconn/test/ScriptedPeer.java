package io.clientconn.test;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.concurrent.AnyThread;

import org.jspecify.annotations.Nullable;

/**
 * A server on a real socket of the loopback interface that plays a script: so many frames
 * it expects, so many it sends, right or wrong as the script likes. For tests of what a
 * channel does with a peer that no real server would be:
 *
 * <pre class="code">
 * try (ScriptedPeer peer = ScriptedPeer.script()
 *     .expectConnection()
 *     .handshake()
 *     .expectHeaders(1, ":path", "/helloworld.Greeter/SayHello")
 *     .sendReset(1, 7)
 *     .start()) {
 *     // a channel to peer.target()
 *     peer.awaitEnd();
 * }
 * </pre>
 *
 * The script runs once, on a thread of its own. The first step that fails ends it and
 * closes all connections; {@link #awaitEnd} and {@link #close} tell which step it was,
 * what it expected and what came. Thread-safe.
 *
 * @since 0.1.0
 * @see PeerScript
 */
@AnyThread
public final class ScriptedPeer implements AutoCloseable {

	private static final long CLOSE_SECONDS = 5;

	private final List<PeerScript.Step> steps;

	private final Duration patience;

	private final PeerLink link;

	private final CompletableFuture<@Nullable Void> played;

	private final AtomicBoolean told = new AtomicBoolean();

	/** Written by whoever closes, read by the thread of the script. */
	private volatile boolean closing;

	ScriptedPeer(List<PeerScript.Step> steps, Duration patience, boolean strict) {
		this.steps = List.copyOf(steps);
		this.patience = patience;
		try {
			this.link = new PeerLink((int) Math.max(1, patience.toMillis()), strict);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("no socket to listen on", ex);
		}
		ExecutorService thread = Executors.newSingleThreadExecutor();
		this.played = CompletableFuture.runAsync(this::play, thread);
		thread.shutdown();
	}

	/**
	 * Begins to write a script.
	 * @return a script without steps
	 */
	public static PeerScript script() {
		return new PeerScript();
	}

	/**
	 * Where it listens.
	 * @return a target for {@code ClientConn.builder}
	 */
	public String target() {
		return "static:///" + address();
	}

	/**
	 * Where it listens.
	 * @return host and port
	 */
	public String address() {
		return "127.0.0.1:" + this.link.port();
	}

	/**
	 * What has come so far, for assertions on what the script does not expect step by
	 * step.
	 * @return a line per connection, preface and frame
	 */
	public List<String> received() {
		return this.link.received();
	}

	/**
	 * Waits until every step has succeeded. Bounded, because every step is.
	 * @throws AssertionError if one failed, with its number, what it expected and what
	 * came
	 */
	public void awaitEnd() {
		try {
			this.played.get(this.patience.multipliedBy(this.steps.size() + 1L).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted while the script was played; it received " + received(), ex);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("the script did not end in time; it received " + received(), ex);
		}
		catch (ExecutionException ex) {
			this.told.set(true);
			throw failed(ex);
		}
	}

	/**
	 * Closes all sockets and ends the script where it is. Further calls do nothing.
	 * @throws AssertionError if a step had failed and nobody has asked for it yet. Steps
	 * that it did not come to are no failure: ask {@link #awaitEnd} for those.
	 */
	@Override
	public void close() {
		this.closing = true;
		this.link.close();
		try {
			this.played.get(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			throw new AssertionError("the script does not end; it received " + received(), ex);
		}
		catch (ExecutionException ex) {
			if (this.told.compareAndSet(false, true)) {
				throw failed(ex);
			}
		}
	}

	private static AssertionError failed(ExecutionException ex) {
		Throwable cause = ex.getCause();
		return new AssertionError((cause != null) ? cause.getMessage() : ex.getMessage(), cause);
	}

	private void play() {
		int number = 0;
		try {
			for (PeerScript.Step step : this.steps) {
				number++;
				step.action().on(this.link);
			}
		}
		catch (IOException | PeerLink.Unexpected ex) {
			if (!this.closing) {
				this.link.close();
				throw new AssertionError(text(number, ex), ex);
			}
		}
	}

	private String text(int number, Exception failure) {
		return "step " + number + " of " + this.steps.size() + ", " + this.steps.get(number - 1).text() + ": "
				+ reason(failure) + "; received so far: " + received();
	}

	private String reason(Exception failure) {
		if (failure instanceof PeerLink.Unexpected) {
			return "but there came " + failure.getMessage();
		}
		if (failure instanceof SocketTimeoutException) {
			return "but nothing came within " + this.patience.toMillis() + " ms";
		}
		if (failure instanceof EOFException) {
			return "but the client closed the connection";
		}
		return "but the connection failed: " + failure.getMessage();
	}

	@Override
	public String toString() {
		return "ScriptedPeer[" + address() + ", " + this.steps.size() + " steps]";
	}

}
