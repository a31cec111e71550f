package io.clientconn.internal.http2;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.clientconn.rpc.Status;
import io.clientconn.security.TlsProblem;
import io.clientconn.security.TlsProblemException;
import io.netty.channel.ChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Says which phase of a connection failed, to which peer, and why. Immutable.
 * <p>
 * It never passes on the bare text of an exception where a better one is known.
 *
 * @param peer host and port
 * @param timeoutNanos how long the phases up to SETTINGS may take
 * @param tls words for TLS, or null on a plaintext connection
 * @param advice what to do about problems with TLS, as the application says
 */
record ConnectionTexts(String peer, long timeoutNanos, @Nullable TlsTexts tls, Map<TlsProblem, String> advice) {

	private static final String HINT = " (is it a gRPC server in plaintext, or does it expect TLS?)";

	private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

	private static final String THROUGH_PROXY = " through the proxy ";

	/** What TLS sends to somebody who does not speak it, and what it answers with. */
	private static final Set<Integer> TLS_RECORDS = Set.of(0x15, 0x16);

	private static final List<String> KNOWN_CAUSES = List.of("timed out", "network is unreachable",
			"host is unreachable", "host is down", "connection aborted", "permission denied",
			"cannot assign requested address", "too many open files", "connection refused",
			"no such file or directory");

	/**
	 * How a server is called that is reached through a proxy.
	 */
	static String peerBehind(HttpProxy proxy, String address) {
		return address + THROUGH_PROXY + proxy;
	}

	Status connectFailed(Throwable thrown) {
		// No socket to connect: what Netty says around it is nothing new.
		Throwable inner = (thrown instanceof ChannelException) ? thrown.getCause() : null;
		Throwable cause = (inner != null) ? inner : thrown;
		String message = text(cause);
		if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
			String whose = this.peer.contains(THROUGH_PROXY) ? "of the proxy " : "";
			return unavailable("connect to " + this.peer + " failed: the name " + whose + "is not resolved", cause);
		}
		if (cause instanceof NoRouteToHostException || message.contains("no route to host")) {
			return unavailable("connect to " + this.peer + " failed: no route to host", cause);
		}
		if (cause instanceof ConnectException && message.contains("refused")) {
			return unavailable("connect to " + this.peer + " refused", cause);
		}
		return unavailable("connect to " + this.peer + " failed: " + shortCause(cause), cause);
	}

	Status connectTimedOut() {
		return Status.unavailable("connect to " + this.peer + " timed out after " + timeout());
	}

	Status proxyRefused(int code, String reason) {
		String hint = (code == PROXY_AUTHENTICATION_REQUIRED)
				? "; it wants other credentials: put user:password@ in front of its host" : "";
		return Status.unavailable("connect to " + this.peer + " failed: the proxy answered CONNECT with " + code + " "
				+ Printable.of(reason) + hint);
	}

	Status proxyNotHttp() {
		return Status.unavailable("connect to " + this.peer + " failed: the proxy's answer to CONNECT is not HTTP");
	}

	Status tunnelTimedOut() {
		return Status
			.unavailable("connect to " + this.peer + " timed out after " + timeout() + ": no answer to CONNECT");
	}

	Status closedInTunnel(@Nullable Throwable cause) {
		String how = (cause == null) ? "closed the connection" : "broke the connection (" + shortCause(cause) + ")";
		return unavailable("connect to " + this.peer + " failed: the proxy " + how + " before it answered CONNECT",
				cause);
	}

	Status handshakeFailed(Throwable cause) {
		return ofTls().handshakeFailed(cause);
	}

	Status noHttp2(@Nullable String protocol) {
		return ofTls().noHttp2(protocol);
	}

	Status handshakeTimedOut() {
		return ofTls().handshakeTimedOut(timeout());
	}

	Status closedInHandshake(@Nullable Throwable cause) {
		return ofTls().closedInHandshake(cause);
	}

	private TlsTexts ofTls() {
		return Objects.requireNonNull(this.tls, "no handshake without TLS");
	}

	Status noSettings() {
		return Status.unavailable("no HTTP/2 SETTINGS from " + this.peer + " within " + timeout() + hint());
	}

	Status notSettings(String frame) {
		return Status
			.unavailable("initial http2 frame from server " + this.peer + " is not a settings frame: " + frame);
	}

	Status notHttp2(String firstBytes) {
		if (this.tls == null && TLS_RECORDS.contains((int) firstBytes.charAt(0))) {
			return plaintext(TlsProblem.SERVER_IN_TLS,
					this.peer + " answers in TLS, but this channel connects in plaintext", null);
		}
		return Status.unavailable(this.peer + " does not speak HTTP/2: its answer begins with \""
				+ Printable.of(firstBytes) + "\"" + hint());
	}

	Status closedBeforeSettings(@Nullable Throwable cause) {
		Status refused = (this.tls != null) ? this.tls.refused(cause) : null;
		if (refused != null) {
			return refused;
		}
		String how = (cause == null) ? "closed the connection" : "broke the connection (" + shortCause(cause) + ")";
		String text = this.peer + " " + how + " before it sent HTTP/2 SETTINGS" + hint();
		return (this.tls != null) ? unavailable(text, cause) : plaintext(TlsProblem.HUNG_UP_ON_PLAINTEXT, text, cause);
	}

	private Status plaintext(TlsProblem problem, String text, @Nullable Throwable cause) {
		String sentence = this.advice.get(problem);
		return unavailable((sentence != null) ? text + "; " + sentence : text,
				new TlsProblemException(problem, text, cause));
	}

	private String hint() {
		return (this.tls != null) ? this.tls.hint() : HINT;
	}

	/**
	 * The socket went, in whatever it was doing.
	 */
	Status lostIn(ConnectionState.Phase phase, @Nullable Throwable cause, @Nullable GoAway goAway) {
		return switch (phase) {
			case CONNECTING -> connectFailed((cause != null) ? cause : new EOFException("closed"));
			case TUNNELLING -> closedInTunnel(cause);
			case HANDSHAKING -> closedInHandshake(cause);
			case AWAITING_SETTINGS -> closedBeforeSettings(cause);
			case READY, DRAINING, CLOSED -> lost(cause, goAway);
		};
	}

	/**
	 * The connection was usable, and is gone.
	 * @param cause what the socket said, or null if the peer closed it
	 * @param goAway what the peer had announced, if anything
	 */
	Status lost(@Nullable Throwable cause, @Nullable GoAway goAway) {
		if (cause == null) {
			return unavailable(this.peer + " closed the connection" + after(goAway), null);
		}
		if (isReset(cause)) {
			return unavailable("connection to " + this.peer + " reset by peer" + after(goAway), cause);
		}
		return unavailable("connection to " + this.peer + " broke: " + shortCause(cause) + after(goAway), cause);
	}

	Status keepaliveFailed(long silentNanos, @Nullable GoAway goAway) {
		return Status.unavailable("keepalive ping to " + this.peer + " was not answered within " + seconds(silentNanos)
				+ "; the connection is given up" + after(goAway));
	}

	Status violated(String what, @Nullable GoAway goAway) {
		return Status.unavailable("error reading from server " + this.peer + ": " + what + after(goAway));
	}

	Status draining(GoAway goAway) {
		return Status.unavailable(this.peer + " is draining the connection: received goaway: " + goAway);
	}

	Status rejected(GoAway goAway) {
		return Status.unavailable("the stream is rejected because server is draining the connection, peer " + this.peer
				+ ", received goaway: " + goAway);
	}

	Status exhausted() {
		return Status.unavailable("the connection to " + this.peer + " has used up its stream ids");
	}

	/**
	 * One stream failed; the connection goes on.
	 */
	Status onStream(Status failure) {
		return failure.withDescription("peer " + this.peer + ": " + failure.description());
	}

	Status closing(Status reason, @Nullable GoAway goAway) {
		return (goAway == null) ? reason : reason.withDescription(
				((reason.description() == null) ? reason.code().name() : reason.description()) + after(goAway));
	}

	Status bug(Throwable cause) {
		return Status.internal("the connection to " + this.peer + " failed: " + cause).withCause(cause);
	}

	private String timeout() {
		return seconds(this.timeoutNanos);
	}

	private static String seconds(long nanos) {
		long millis = nanos / 1_000_000;
		return (millis % 1000 == 0) ? millis / 1000 + " s" : millis + " ms";
	}

	/**
	 * The words of the operating system, without the class and the call that carry them.
	 */
	private static String shortCause(Throwable cause) {
		if (isReset(cause)) {
			return "reset by peer";
		}
		String text = text(cause);
		for (String known : KNOWN_CAUSES) {
			if (text.contains(known)) {
				return known;
			}
		}
		if (cause instanceof FileNotFoundException) {
			// How epoll says it of a Unix domain socket, without a word.
			return "no such file or directory";
		}
		if (cause instanceof ClosedChannelException || cause instanceof EOFException) {
			return "the connection was closed";
		}
		return (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
	}

	private static boolean isReset(Throwable cause) {
		String message = text(cause);
		return message.contains("connection reset") || message.contains("broken pipe");
	}

	private static String text(Throwable cause) {
		return (cause.getMessage() == null) ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
	}

	private static String after(@Nullable GoAway goAway) {
		return (goAway == null) ? "" : ", received prior goaway: " + goAway;
	}

	private static Status unavailable(String text, @Nullable Throwable cause) {
		return Status.unavailable(text).withCause(cause);
	}

}
