package io.clientconn.internal.http2;

import io.clientconn.transport.FlowControl;

/**
 * What we tell a server about ourselves, for every connection of a channel. Immutable.
 *
 * @param maxHeaderListSize the largest header list that we accept, advertised and
 * enforced
 * @param flowControl how much the server may send in advance
 * @param keepalive when silent connections are asked for a sign of life
 */
public record TransportSettings(int maxHeaderListSize, FlowControl flowControl, KeepaliveSettings keepalive) {

	public TransportSettings {
		if (maxHeaderListSize <= 0) {
			throw new IllegalArgumentException("maxHeaderListSize is " + maxHeaderListSize + ", must be positive");
		}
	}

	/**
	 * What a channel uses that was told nothing else.
	 * @return 8 KiB of headers, windows that grow and no keepalive
	 */
	public static TransportSettings defaults() {
		return new TransportSettings(8 * 1024, FlowControl.DEFAULT, KeepaliveSettings.OFF);
	}

}
