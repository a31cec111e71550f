package io.clientconn.transport;

/**
 * How many bytes a server may send before the application has taken them. Immutable.
 * <p>
 * The window of a stream bounds what one slow reader holds in memory. The window of the
 * connection is given back as bytes arrive, so it bounds what is in flight, never who
 * reads.
 *
 * @param streamWindow bytes per stream, at least {@value #LEAST_STREAM_WINDOW}
 * @param connectionWindow bytes of all streams in flight, at least
 * {@value #HTTP2_WINDOW}, with which HTTP/2 starts
 * @param estimated whether both windows grow with the measured product of bandwidth and
 * delay, up to 16 MiB; they never shrink
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-5.2">RFC 9113 section
 * 5.2</a>
 */
public record FlowControl(int streamWindow, int connectionWindow, boolean estimated) {

	/** The window that HTTP/2 starts with. */
	public static final int HTTP2_WINDOW = 65_535;

	/** A smaller window would make more updates than data. */
	public static final int LEAST_STREAM_WINDOW = 1024;

	/** The windows of HTTP/2, which grow as they are needed. */
	public static final FlowControl DEFAULT = startingAt(HTTP2_WINDOW, HTTP2_WINDOW);

	/**
	 * Checks the sizes.
	 * @throws IllegalArgumentException if a window is too small
	 */
	public FlowControl {
		check("streamWindow", streamWindow, LEAST_STREAM_WINDOW);
		check("connectionWindow", connectionWindow, HTTP2_WINDOW);
	}

	/**
	 * Windows that keep their size.
	 * @param streamWindow bytes per stream
	 * @param connectionWindow bytes of all streams in flight
	 * @return the settings
	 * @throws IllegalArgumentException if a window is too small
	 */
	public static FlowControl fixed(int streamWindow, int connectionWindow) {
		return new FlowControl(streamWindow, connectionWindow, false);
	}

	/**
	 * Windows that grow from a size.
	 * @param streamWindow bytes per stream at first
	 * @param connectionWindow bytes of all streams in flight at first
	 * @return the settings
	 * @throws IllegalArgumentException if a window is too small
	 */
	public static FlowControl startingAt(int streamWindow, int connectionWindow) {
		return new FlowControl(streamWindow, connectionWindow, true);
	}

	private static void check(String option, int bytes, int least) {
		if (bytes < least) {
			throw new IllegalArgumentException(option + " must be at least " + least + " bytes, but is " + bytes);
		}
	}

}
