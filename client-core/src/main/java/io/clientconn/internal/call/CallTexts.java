package io.clientconn.internal.call;

import java.util.Locale;
import java.util.Set;

import io.clientconn.internal.wire.Encodings;
import io.clientconn.rpc.CallOutcome.Origin;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;

import org.jspecify.annotations.Nullable;

/**
 * The words of failed calls: which channel, which target, which phase, what came before.
 * Pure functions.
 */
final class CallTexts {

	static final Status NEVER_STARTED = Status.of(StatusCode.CANCELLED, "the call ended before it started");

	private CallTexts() {
	}

	/**
	 * A status of this side or of the connection, with the channel in front and the peer,
	 * if there is one and it is not named, behind. The server's words and those of
	 * whoever cancelled on this side stay as they are.
	 */
	static Status onChannel(String label, @Nullable PeerInfo peer, Status status, Origin origin) {
		if (origin == Origin.SERVER || (origin == Origin.LOCAL && status.code() == StatusCode.CANCELLED)) {
			return status;
		}
		String description = status.description();
		String text = (description == null) ? label : label + ": " + description;
		boolean silentAboutPeer = peer != null && (description == null || !description.contains(peer.toString()));
		return status.withDescription(silentAboutPeer ? text + ", peer " + peer : text);
	}

	/**
	 * A deadline that passed.
	 * @param timeoutNanos how long the call had
	 * @param peer who is at the other end, or null if the call has no connection
	 * @param answered whether the peer sent headers
	 * @param latestError why there was no connection last time, or OK
	 */
	static Status deadlineExceeded(long timeoutNanos, @Nullable PeerInfo peer, boolean answered, Status latestError) {
		StringBuilder text = new StringBuilder("deadline of ").append(seconds(timeoutNanos)).append(" exceeded ");
		if (peer == null) {
			text.append("while waiting for a connection");
		}
		else if (answered) {
			text.append("while receiving from ").append(peer);
		}
		else {
			text.append("while waiting for the response of ").append(peer);
		}
		if (!latestError.isOk()) {
			text.append("; last error: ").append(latestError.description());
		}
		return Status.of(StatusCode.DEADLINE_EXCEEDED, text.toString()).withCause(latestError.cause());
	}

	/**
	 * A deadline that passed in the pause before another attempt.
	 * @param failure how the attempt before failed
	 */
	static Status overdueInPause(long timeoutNanos, Status failure) {
		return Status
			.of(StatusCode.DEADLINE_EXCEEDED,
					"deadline of " + seconds(timeoutNanos) + " exceeded while waiting to try again; last error: "
							+ failure.text())
			.withCause(failure.cause());
	}

	/**
	 * A deadline that passed while credentials were asked for headers.
	 */
	static Status credentialsOverdue(long timeoutNanos, PeerInfo peer) {
		return Status.of(StatusCode.DEADLINE_EXCEEDED, "deadline of " + seconds(timeoutNanos)
				+ " exceeded while waiting for the call credentials, before the call was sent to " + peer);
	}

	/**
	 * A message that says it is compressed, in no way that is known.
	 * @param encoding what the response headers say, or null for nothing
	 * @param known what could be read
	 */
	static Status unreadable(@Nullable String encoding, Set<String> known) {
		if (encoding == null || encoding.equals(Encodings.IDENTITY)) {
			return Status.internal("the server set the compressed flag of a message, but its grpc-encoding is "
					+ ((encoding == null) ? "missing" : encoding));
		}
		return Status.internal("the server compressed a message with '" + encoding
				+ "', which this client cannot read and did not ask for; it accepts " + known);
	}

	private static String seconds(long nanos) {
		if (nanos <= 0) {
			return "0 s";
		}
		double seconds = nanos / 1e9;
		return (seconds < 10) ? String.format(Locale.ROOT, "%.3f s", seconds)
				: String.format(Locale.ROOT, "%.1f s", seconds);
	}

}
