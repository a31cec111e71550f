package io.clientconn.transport;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;

/**
 * How one attempt ended.
 *
 * @param status the status
 * @param trailers custom trailers, possibly empty
 * @param progress how far the attempt got
 * @param origin who decided the status
 * @param http2Error the HTTP/2 error code that ended it, or
 * {@link CallOutcome#NO_HTTP2_ERROR}
 * @since 0.1.0
 */
public record StreamOutcome(Status status, Metadata trailers, Progress progress, CallOutcome.Origin origin,
		long http2Error) {

	/**
	 * An outcome that the server sent as status and trailers.
	 * @param status the status
	 * @param trailers custom trailers
	 * @return the outcome
	 */
	public static StreamOutcome server(Status status, Metadata trailers) {
		return new StreamOutcome(status, trailers, Progress.PROCESSED, CallOutcome.Origin.SERVER,
				CallOutcome.NO_HTTP2_ERROR);
	}

	/**
	 * An outcome of the connection.
	 * @param status the status
	 * @param progress how far the attempt got
	 * @param http2Error the error code, or {@link CallOutcome#NO_HTTP2_ERROR}
	 * @return the outcome
	 */
	public static StreamOutcome transport(Status status, Progress progress, long http2Error) {
		return new StreamOutcome(status, Metadata.EMPTY, progress, CallOutcome.Origin.TRANSPORT, http2Error);
	}

	/**
	 * An outcome that this side decided.
	 * @param status the status
	 * @param progress how far the attempt got
	 * @return the outcome
	 */
	public static StreamOutcome local(Status status, Progress progress) {
		return new StreamOutcome(status, Metadata.EMPTY, progress, CallOutcome.Origin.LOCAL,
				CallOutcome.NO_HTTP2_ERROR);
	}

	/**
	 * The same outcome in other words.
	 * @param other the status to tell
	 * @return the outcome
	 */
	public StreamOutcome withStatus(Status other) {
		return new StreamOutcome(other, this.trailers, this.progress, this.origin, this.http2Error);
	}

	/**
	 * How far an attempt got.
	 */
	public enum Progress {

		/** No byte of it was written: it can go elsewhere without limit. */
		NOT_SENT,
		/** The server says that it did not process it: it can go elsewhere once. */
		REFUSED,
		/** The server may have processed it. */
		PROCESSED

	}

}
