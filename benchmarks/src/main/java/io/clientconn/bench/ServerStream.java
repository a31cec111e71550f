package io.clientconn.bench;

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;
import org.jspecify.annotations.Nullable;

/**
 * A stream that could not be answered in one go: its requests are put together from
 * pieces and answered as far as its window goes.
 */
final class ServerStream {

	/** The first byte of a message that is to be answered more than once. */
	static final int REPEAT_TAG = 0x08;

	private static final int PREFIX = 5;

	private static final int CREDIT_STEP = 4 * 1024 * 1024;

	private final int id;

	private long window;

	private int uncredited;

	private @Nullable ByteBuf partial;

	/** Framed responses, the first of them under way. */
	private final ArrayDeque<ByteBuf> responses = new ArrayDeque<>();

	/** How often the first response goes out again. */
	private int repeats;

	private boolean ended;

	private boolean answered;

	ServerStream(int id, int window) {
		this.id = id;
		this.window = window;
	}

	int id() {
		return this.id;
	}

	/**
	 * Takes the payload of a DATA frame.
	 * @return how much credit the client gets
	 */
	int received(ByteBuf in, int length, boolean end) {
		ByteBuf bytes = (this.partial != null) ? this.partial : in.alloc().directBuffer(length);
		bytes.writeBytes(in, length);
		this.ended = end;
		while (bytes.readableBytes() >= PREFIX) {
			int size = PREFIX + bytes.getInt(bytes.readerIndex() + 1);
			if (bytes.readableBytes() < size) {
				break;
			}
			respond(bytes.readRetainedSlice(size));
		}
		if (bytes.isReadable()) {
			this.partial = bytes;
		}
		else {
			bytes.release();
			this.partial = null;
		}
		this.uncredited += length;
		if (this.uncredited < CREDIT_STEP || end) {
			return 0;
		}
		int credit = this.uncredited;
		this.uncredited = 0;
		return credit;
	}

	private void respond(ByteBuf framed) {
		this.responses.add(framed);
		if (framed.readableBytes() > PREFIX && framed.getByte(framed.readerIndex() + PREFIX) == REPEAT_TAG) {
			this.repeats = varint(framed, framed.readerIndex() + PREFIX + 1) - 1;
		}
	}

	private static int varint(ByteBuf bytes, int start) {
		int value = 0;
		int at = start;
		for (int shift = 0; shift < Integer.SIZE; shift += 7) {
			int next = bytes.getByte(at++);
			value |= (next & 0x7f) << shift;
			if (next >= 0) {
				break;
			}
		}
		return value;
	}

	/** Whether HEADERS are due, which then count as sent. */
	boolean needsHeaders() {
		boolean due = !this.answered && !this.responses.isEmpty();
		this.answered |= due;
		return due;
	}

	boolean hasResponse() {
		return !this.responses.isEmpty();
	}

	long mostToSend() {
		int left = this.responses.element().readableBytes();
		return Math.min(this.window, Math.min(left, Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE));
	}

	void send(ByteBuf out, int size) {
		this.window -= size;
		ByteBuf response = this.responses.element();
		out.writeBytes(response, size);
		if (response.isReadable()) {
			return;
		}
		if (this.repeats > 0) {
			this.repeats--;
			response.readerIndex(0);
		}
		else {
			this.responses.remove().release();
		}
	}

	void windowChanged(int delta) {
		this.window += delta;
	}

	boolean isOver() {
		return this.ended && this.responses.isEmpty();
	}

	void release() {
		if (this.partial != null) {
			this.partial.release();
			this.partial = null;
		}
		this.responses.forEach(ByteBuf::release);
		this.responses.clear();
	}

}
