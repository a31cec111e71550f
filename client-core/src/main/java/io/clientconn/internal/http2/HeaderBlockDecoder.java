package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.internal.wire.ResponseHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;

/**
 * HPACK for the receiving side. Most responses begin and end with the same few bytes,
 * which stand for entries of the table; their headers are remembered as long as the table
 * stays as it is, so that such a block costs a comparison.
 * <p>
 * Owned by the event loop, and shared with Netty's frame reader, which decodes the blocks
 * that come in pieces: {@link #forget} says so. It never remembers a block that could
 * have changed the table.
 */
@OnEventLoop
final class HeaderBlockDecoder {

	/** A block of so many bytes fits in a key, with its length. */
	private static final int MOST_BYTES = 7;

	/** Headers and trailers, with and without a little variety. */
	private static final int MOST_REMEMBERED = 4;

	private static final long NOT_INDEXED = 0;

	private final DefaultHttp2HeadersDecoder hpack;

	private final long[] keys = new long[MOST_REMEMBERED];

	private final @Nullable ResponseHeaders[] remembered = new ResponseHeaders[MOST_REMEMBERED];

	private int next;

	HeaderBlockDecoder(DefaultHttp2HeadersDecoder hpack) {
		this.hpack = hpack;
	}

	/**
	 * Decodes a whole block.
	 * @param streamId the stream, for errors
	 * @param block all of its bytes
	 * @return the headers
	 * @throws Http2Exception if it is malformed or too large
	 */
	ResponseHeaders decode(int streamId, ByteBuf block) throws Http2Exception {
		long key = keyOf(block);
		if (key == NOT_INDEXED) {
			forget();
			return ResponseHeaders.of(this.hpack.decodeHeaders(streamId, block));
		}
		for (int i = 0; i < MOST_REMEMBERED; i++) {
			ResponseHeaders found = this.remembered[i];
			if (this.keys[i] == key && found != null) {
				return found;
			}
		}
		ResponseHeaders headers = ResponseHeaders.of(this.hpack.decodeHeaders(streamId, block));
		this.keys[this.next] = key;
		this.remembered[this.next] = headers;
		this.next = (this.next + 1) % MOST_REMEMBERED;
		return headers;
	}

	/**
	 * The table may have changed: what indexes stand for has to be looked up again.
	 */
	void forget() {
		for (int i = 0; i < MOST_REMEMBERED; i++) {
			this.keys[i] = NOT_INDEXED;
			this.remembered[i] = null;
		}
	}

	/**
	 * The bytes of a short block in which each byte is an indexed field (RFC 7541 section
	 * 6.1), which changes no table, and their number in front.
	 */
	private static long keyOf(ByteBuf block) {
		int length = block.readableBytes();
		if (length > MOST_BYTES) {
			return NOT_INDEXED;
		}
		long key = length;
		int start = block.readerIndex();
		for (int i = 0; i < length; i++) {
			byte field = block.getByte(start + i);
			if (field >= 0 || field == (byte) 0xff) {
				return NOT_INDEXED;
			}
			key = key << Byte.SIZE | (field & 0xff);
		}
		return key;
	}

}
