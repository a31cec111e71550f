package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.rpc.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * HPACK for the sending side: the seam behind which Netty's encoder stands today.
 * <p>
 * Owned by the event loop, because blocks have to be encoded in the order in which they
 * are sent. It never lets the table grow beyond 4 KiB, whatever the peer allows, and
 * never puts a timeout into it: that value hardly ever comes back. What proves who a
 * caller is stays out as well, or somebody who can make calls on the connection could
 * guess it by the length of his own (RFC 7541 section 7.1).
 */
@OnEventLoop
final class HeaderBlockEncoder {

	private static final AsciiString TIMEOUT = AsciiString.of("grpc-timeout");

	private static final AsciiString AUTHORIZATION = AsciiString.of("authorization");

	private final DefaultHttp2HeadersEncoder hpack = new DefaultHttp2HeadersEncoder(
			(name, value) -> staysOutOfTheTable(name), true);

	/** What the block being encoded has of secrets, or null. */
	private @Nullable Metadata secrets;

	/**
	 * Appends the block of a header list.
	 * @param headers names and values in turn
	 * @param custom the part of them that may have marked entries
	 * @param target where to
	 */
	void encode(AsciiString[] headers, Metadata custom, ByteBuf target) {
		this.secrets = hasSecrets(custom) ? custom : null;
		try {
			this.hpack.encodeHeaders(0, ReadOnlyHttp2Headers.trailers(false, headers), target);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException("headers could not be encoded", ex);
		}
	}

	private boolean staysOutOfTheTable(CharSequence name) {
		return TIMEOUT.contentEquals(name) || AUTHORIZATION.contentEquals(name)
				|| (this.secrets != null && isSecret(this.secrets, name));
	}

	private static boolean hasSecrets(Metadata custom) {
		for (int i = 0; i < custom.size(); i++) {
			if (custom.isSensitive(i)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isSecret(Metadata custom, CharSequence name) {
		for (int i = 0; i < custom.size(); i++) {
			if (custom.isSensitive(i) && custom.name(i).contentEquals(name)) {
				return true;
			}
		}
		return false;
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
