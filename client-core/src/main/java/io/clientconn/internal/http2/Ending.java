package io.clientconn.internal.http2;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ends. Immutable.
 *
 * @param status what streams and listener hear
 * @param goAway what the peer hears, or null if nothing
 * @param origin who decided
 */
record Ending(Status status, @Nullable Http2Error goAway, CallOutcome.Origin origin) {

	/**
	 * The code that calls see.
	 * @param received what the peer said before, if anything
	 */
	long http2Error(@Nullable GoAway received) {
		if (received != null) {
			return received.errorCode();
		}
		return (this.goAway == null || this.goAway == Http2Error.NO_ERROR) ? CallOutcome.NO_HTTP2_ERROR
				: this.goAway.code();
	}

	/**
	 * The debug data of our GOAWAY.
	 */
	String goAwayText() {
		return (this.goAway == Http2Error.NO_ERROR) ? "client transport shutdown" : "";
	}

}
