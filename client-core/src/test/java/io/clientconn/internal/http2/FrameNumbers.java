package io.clientconn.internal.http2;

/**
 * What frames, their flags and settings are called on the wire (RFC 9113, sections 6 and
 * 6.5.2). Written down once more, so that a test does not agree with a mistake of the
 * code.
 */
final class FrameNumbers {

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int PRIORITY = 2;

	static final int RST_STREAM = 3;

	static final int SETTINGS = 4;

	static final int PING = 6;

	static final int GOAWAY = 7;

	static final int WINDOW_UPDATE = 8;

	static final int CONTINUATION = 9;

	/** A type that no RFC gives a meaning. */
	static final int UNKNOWN = 0x63;

	/** The flag of SETTINGS and PING. */
	static final int ACK = 1;

	static final int HEADER_TABLE_SIZE = 1;

	static final int MAX_CONCURRENT_STREAMS = 3;

	static final int INITIAL_WINDOW_SIZE = 4;

	static final int MAX_FRAME_SIZE = 5;

	static final int MAX_HEADER_LIST_SIZE = 6;

	private FrameNumbers() {
	}

}
