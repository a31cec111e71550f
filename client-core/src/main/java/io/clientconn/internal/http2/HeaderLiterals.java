package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.netty.util.internal.EmptyArrays;

/**
 * Header fields that are written out and change no table (RFC 7541 sections 6.2.2 and
 * 6.2.3), without Huffman coding, which costs more than the bytes that it saves.
 * <p>
 * Owned by the event loop. It never looks at what a field means.
 */
@OnEventLoop
final class HeaderLiterals {

	/** Nobody on the way keeps it in a table, nor may turn it into what is kept. */
	static final int NEVER_INDEXED = 0x10;

	/** This side and the next one do not keep it. */
	static final int NOT_INDEXED = 0x00;

	private static final String AUTHORIZATION = "authorization";

	/** Its number in the static table, which does not fit into the first four bits. */
	private static final int AUTHORIZATION_INDEX = 23;

	private static final int MOST_IN_FOUR_BITS = 0x0f;

	private static final int MOST_IN_SEVEN_BITS = 0x7f;

	private static final int SMALLEST_PIECE = 64;

	private static final int LARGEST_PIECE = 1024;

	/**
	 * Text goes through it in pieces: a string gives its bytes to arrays only. As large
	 * as the texts were so far.
	 */
	private byte[] piece = EmptyArrays.EMPTY_BYTES;

	/**
	 * Writes a field.
	 * @param form {@link #NEVER_INDEXED} or {@link #NOT_INDEXED}
	 * @param name the name, of Latin-1 as the value
	 */
	void write(int form, String name, String value, ByteBuf target) {
		if (name.equals(AUTHORIZATION)) {
			target.writeByte(form | MOST_IN_FOUR_BITS);
			target.writeByte(AUTHORIZATION_INDEX - MOST_IN_FOUR_BITS);
		}
		else {
			target.writeByte(form);
			text(name, target);
		}
		text(value, target);
	}

	/** The same. */
	void write(int form, AsciiString name, AsciiString value, ByteBuf target) {
		target.writeByte(form);
		text(name, target);
		text(value, target);
	}

	private static void text(AsciiString text, ByteBuf target) {
		length(text.length(), target);
		target.writeBytes(text.array(), text.arrayOffset(), text.length());
	}

	@SuppressWarnings("deprecation") // no other method copies Latin-1 without making an
										// array
	private void text(String text, ByteBuf target) {
		int length = text.length();
		length(length, target);
		byte[] room = pieceFor(length);
		for (int from = 0; from < length; from += room.length) {
			int to = Math.min(length, from + room.length);
			text.getBytes(from, to, room, 0);
			target.writeBytes(room, 0, to - from);
		}
	}

	private byte[] pieceFor(int length) {
		int size = Math.max(this.piece.length, SMALLEST_PIECE);
		while (size < length && size < LARGEST_PIECE) {
			size *= 2;
		}
		if (size > this.piece.length) {
			this.piece = new byte[size];
		}
		return this.piece;
	}

	/** RFC 7541 section 5.1, with a prefix of seven bits. */
	private static void length(int length, ByteBuf target) {
		if (length < MOST_IN_SEVEN_BITS) {
			target.writeByte(length);
			return;
		}
		target.writeByte(MOST_IN_SEVEN_BITS);
		int rest = length - MOST_IN_SEVEN_BITS;
		while (rest > MOST_IN_SEVEN_BITS) {
			target.writeByte(0x80 | (rest & MOST_IN_SEVEN_BITS));
			rest >>>= 7;
		}
		target.writeByte(rest);
	}

}
