package io.clientconn.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;

/**
 * HEADERS of every response of a connection: those that a grpc-java server sends. The
 * first ones fill the client's table; from then on the bytes are the same every time.
 */
final class ResponseBlocks {

	/** The room that a block takes at most. */
	static final int MOST = 256;

	private static final Http2Headers HEADERS = ReadOnlyHttp2Headers.serverHeaders(false, AsciiString.of("200"),
			AsciiString.of("content-type"), AsciiString.of("application/grpc"), AsciiString.of("grpc-encoding"),
			AsciiString.of("identity"), AsciiString.of("grpc-accept-encoding"), AsciiString.of("gzip"));

	private static final Http2Headers TRAILERS = ReadOnlyHttp2Headers.trailers(false, AsciiString.of("grpc-status"),
			AsciiString.of("0"));

	private final DefaultHttp2HeadersEncoder hpack = new DefaultHttp2HeadersEncoder();

	private boolean sentHeaders;

	private boolean sentTrailers;

	private byte[] headers = {};

	private byte[] trailers = {};

	void headers(ByteBuf out, int id) {
		byte[] block = this.headers;
		if (block.length == 0) {
			block = encode(HEADERS);
			this.headers = (this.sentHeaders && this.sentTrailers) ? block : this.headers;
			this.sentHeaders = true;
		}
		ServerConnection.head(out, block.length, Http2FrameTypes.HEADERS, 0x4, id);
		out.writeBytes(block);
	}

	void trailers(ByteBuf out, int id) {
		byte[] block = this.trailers;
		if (block.length == 0) {
			block = encode(TRAILERS);
			this.trailers = (this.sentHeaders && this.sentTrailers) ? block : this.trailers;
			this.sentTrailers = true;
		}
		ServerConnection.head(out, block.length, Http2FrameTypes.HEADERS, 0x4 | 0x1, id);
		out.writeBytes(block);
	}

	private byte[] encode(Http2Headers list) {
		ByteBuf block = Unpooled.buffer(MOST);
		try {
			this.hpack.encodeHeaders(1, list, block);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException("response headers could not be encoded", ex);
		}
		byte[] bytes = new byte[block.readableBytes()];
		block.readBytes(bytes);
		return bytes;
	}

}
