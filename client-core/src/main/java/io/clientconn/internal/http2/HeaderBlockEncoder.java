package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;

/**
 * HPACK for the sending side: the seam behind which Netty's encoder stands today.
 * <p>
 * Owned by the event loop, because blocks have to be encoded in the order in which they
 * are sent. It never lets the table grow beyond 4 KiB, whatever the peer allows, and
 * never puts a timeout into it: that value hardly ever comes back.
 */
@OnEventLoop
final class HeaderBlockEncoder {

	private static final AsciiString TIMEOUT = AsciiString.of("grpc-timeout");

	private final DefaultHttp2HeadersEncoder hpack = new DefaultHttp2HeadersEncoder(
			(name, value) -> TIMEOUT.contentEquals(name), true);

	/**
	 * Appends the block of a header list.
	 * @param headers names and values in turn
	 * @param target where to
	 */
	void encode(AsciiString[] headers, ByteBuf target) {
		try {
			this.hpack.encodeHeaders(0, ReadOnlyHttp2Headers.trailers(false, headers), target);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException("headers could not be encoded", ex);
		}
	}

	/**
	 * The peer limits the table that its decoder keeps.
	 * @param peerMaximum SETTINGS_HEADER_TABLE_SIZE
	 */
	void tableSize(long peerMaximum) {
		try {
			this.hpack.maxHeaderTableSize(Math.min(peerMaximum, Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE));
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException("a table of " + peerMaximum + " bytes was refused", ex);
		}
	}

	void close() {
		this.hpack.close();
	}

}
