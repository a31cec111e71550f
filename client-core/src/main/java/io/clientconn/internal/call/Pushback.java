package io.clientconn.internal.call;

import java.util.List;

import io.clientconn.rpc.Metadata;

/**
 * What a server says in its trailers about when to come back (gRFC A6). Pure functions.
 */
final class Pushback {

	static final String HEADER = "grpc-retry-pushback-ms";

	/** The server says nothing. */
	static final long NOTHING = -1;

	/** The server does not want the call again, or nobody can tell what it wants. */
	static final long NEVER = -2;

	private Pushback() {
	}

	/**
	 * The pause that a server asks for.
	 * @return milliseconds, {@link #NOTHING} or {@link #NEVER}
	 */
	static long millis(Metadata trailers) {
		if (trailers.isEmpty()) {
			return NOTHING;
		}
		List<String> said = trailers.getAll(HEADER);
		if (said.isEmpty()) {
			return NOTHING;
		}
		try {
			int millis = (said.size() == 1) ? Integer.parseInt(said.get(0)) : -1;
			return (millis < 0) ? NEVER : millis;
		}
		catch (NumberFormatException ex) {
			return NEVER;
		}
	}

}
