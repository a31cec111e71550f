package io.clientconn.test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.netty.handler.codec.http2.Http2Error;

import org.jspecify.annotations.Nullable;

/**
 * A frame that a {@link ScriptedPeer} received or sends. Immutable, as nobody writes to
 * the payload.
 */
final class PeerFrame {

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int RST_STREAM = 3;

	static final int SETTINGS = 4;

	static final int PING = 6;

	static final int GOAWAY = 7;

	static final int WINDOW_UPDATE = 8;

	static final int CONTINUATION = 9;

	static final int END_STREAM = 1;

	static final int ACK = 1;

	static final int END_HEADERS = 4;

	static final int PADDED = 8;

	static final int PRIORITY = 0x20;

	private static final List<String> NAMES = List.of("DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS",
			"PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE", "CONTINUATION");

	private final int type;

	private final int flags;

	private final int streamId;

	private final byte[] payload;

	private final List<String> fields;

	/**
	 * Makes a frame.
	 * @param type the type (RFC 9113 section 6)
	 * @param flags the flags
	 * @param streamId the stream, 0 for the connection
	 * @param payload what follows the head
	 * @param fields the fields of HEADERS, decoded and as {@code name: value}
	 */
	PeerFrame(int type, int flags, int streamId, byte[] payload, List<String> fields) {
		this.type = type;
		this.flags = flags;
		this.streamId = streamId;
		this.payload = payload;
		this.fields = List.copyOf(fields);
	}

	int type() {
		return this.type;
	}

	int flags() {
		return this.flags;
	}

	int streamId() {
		return this.streamId;
	}

	byte[] payload() {
		return this.payload;
	}

	List<String> fields() {
		return this.fields;
	}

	boolean is(int otherType, int otherStream) {
		return this.type == otherType && this.streamId == otherStream;
	}

	boolean isAck() {
		return (this.type == SETTINGS || this.type == PING) && (this.flags & ACK) != 0;
	}

	boolean endsStream() {
		return (this.type == DATA || this.type == HEADERS) && (this.flags & END_STREAM) != 0;
	}

	/**
	 * Four bytes of the payload as a number without sign.
	 */
	long number(int offset) {
		return (this.payload.length < offset + 4) ? -1 : ByteBuffer.wrap(this.payload).getInt(offset) & 0xffff_ffffL;
	}

	/**
	 * The payload without padding.
	 */
	byte[] unpadded() {
		if ((this.flags & PADDED) == 0 || this.payload.length == 0) {
			return this.payload;
		}
		int padding = this.payload[0] & 0xff;
		return Arrays.copyOfRange(this.payload, 1, Math.max(1, this.payload.length - padding));
	}

	static String errorName(long code) {
		Http2Error known = Http2Error.valueOf(code);
		return (known != null) ? known.name() : "error " + code;
	}

	static String where(int streamId) {
		return (streamId == 0) ? "the connection" : "stream " + streamId;
	}

	private static @Nullable String name(int type) {
		return (type >= 0 && type < NAMES.size()) ? NAMES.get(type) : null;
	}

	@Override
	public String toString() {
		String name = name(this.type);
		String text = ((name != null) ? name : "frame of type " + this.type) + (isAck() ? " ACK" : "") + " on "
				+ where(this.streamId);
		return text + switch (this.type) {
			case DATA -> ", " + this.payload.length + " bytes";
			case HEADERS -> " " + this.fields;
			case RST_STREAM -> ", " + errorName(number(0));
			case PING -> ", " + HexFormat.of().formatHex(this.payload);
			case GOAWAY -> ", last stream " + number(0) + ", " + errorName(number(4)) + debug();
			case WINDOW_UPDATE -> ", " + number(0) + " bytes";
			default -> "";
		} + (endsStream() ? ", END_STREAM" : "");
	}

	private String debug() {
		return (this.payload.length <= 8) ? ""
				: ", '" + new String(this.payload, 8, this.payload.length - 8, StandardCharsets.UTF_8) + "'";
	}

}
