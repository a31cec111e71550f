package io.clientconn.internal.http2;

/**
 * What we tell a server about ourselves, for every connection of a channel. Immutable.
 *
 * @param maxHeaderListSize the largest header list that we accept, advertised and
 * enforced
 * @param initialStreamWindow how many bytes a stream may receive before the application
 * took any
 * @param initialConnectionWindow how many bytes all streams together may have in flight
 * @param keepalive when silent connections are asked for a sign of life
 */
public record TransportSettings(int maxHeaderListSize, int initialStreamWindow, int initialConnectionWindow,
		KeepaliveSettings keepalive) {

	/** The window that HTTP/2 starts with. */
	private static final int DEFAULT_WINDOW = 65_535;

	public TransportSettings {
		if (maxHeaderListSize <= 0) {
			throw new IllegalArgumentException("maxHeaderListSize is " + maxHeaderListSize + ", must be positive");
		}
		if (initialStreamWindow <= 0) {
			throw new IllegalArgumentException("initialStreamWindow is " + initialStreamWindow + ", must be positive");
		}
		if (initialConnectionWindow < DEFAULT_WINDOW) {
			throw new IllegalArgumentException("initialConnectionWindow is " + initialConnectionWindow
					+ ", but HTTP/2 starts with " + DEFAULT_WINDOW + " and cannot shrink it");
		}
	}

	/**
	 * What a channel uses that was told nothing else.
	 * @return 8 KiB of headers, the windows of HTTP/2 and no keepalive
	 */
	public static TransportSettings defaults() {
		return new TransportSettings(8 * 1024, DEFAULT_WINDOW, DEFAULT_WINDOW, KeepaliveSettings.OFF);
	}

}
