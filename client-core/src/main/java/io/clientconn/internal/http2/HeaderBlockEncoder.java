package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.rpc.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * HPACK for the sending side. Netty's encoder makes the blocks; one that came out as
 * nothing but indexes is copied from then on, for as long as the table stays as it is.
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

	/** A literal that is never indexed, with a new name (RFC 7541 section 6.2.3). */
	private static final int NEVER_INDEXED = 0x10;

	/** Longer ones need a length of more than one byte. */
	private static final int LONGEST_TIMEOUT = 126;

	private final DefaultHttp2HeadersEncoder hpack = new DefaultHttp2HeadersEncoder(
			(name, value) -> staysOutOfTheTable(name), true);

	/** What all calls have of secrets. */
	private final Metadata ofAddress;

	/** What the block being encoded has of secrets, or null. */
	private @Nullable Metadata secrets;

	/** Another number whenever the table may have changed. */
	private int table;

	/**
	 * Starts with an empty table.
	 * @param ofAddress the headers that all calls have because of their peer; those that
	 * are marked stay out of the table
	 */
	HeaderBlockEncoder(Metadata ofAddress) {
		this.ofAddress = ofAddress;
	}

	/**
	 * Appends the block of a header list.
	 * @param headers names and values in turn
	 * @param custom the part of them that may have marked entries
	 * @param target where to
	 */
	void encode(AsciiString[] headers, Metadata custom, ByteBuf target) {
		this.secrets = hasSecrets(custom) ? custom : null;
		int start = target.writerIndex();
		try {
			this.hpack.encodeHeaders(0, ReadOnlyHttp2Headers.trailers(false, headers), target);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException("headers could not be encoded", ex);
		}
		finally {
			if (!isIndexed(target, start)) {
				this.table++;
			}
		}
	}

	/**
	 * Appends the block of a template.
	 * @param timeout the {@code grpc-timeout}, or null for none
	 * @param target where to
	 */
	void encode(HeaderTemplate template, @Nullable AsciiString timeout, ByteBuf target) {
		byte[] block = template.block(this.table);
		if (block != null) {
			target.writeBytes(block);
		}
		else {
			int start = target.writerIndex();
			encode(template.headers(), Metadata.EMPTY, target);
			if (isIndexed(target, start)) {
				template.remember(ByteBufUtil.getBytes(target, start, target.writerIndex() - start), this.table);
			}
		}
		if (timeout != null) {
			timeout(timeout, target);
		}
	}

	private static void timeout(AsciiString value, ByteBuf target) {
		if (value.length() > LONGEST_TIMEOUT) {
			throw new IllegalArgumentException("no timeout has " + value.length() + " characters");
		}
		target.writeByte(NEVER_INDEXED);
		target.writeByte(TIMEOUT.length());
		target.writeBytes(TIMEOUT.array(), TIMEOUT.arrayOffset(), TIMEOUT.length());
		target.writeByte(value.length());
		target.writeBytes(value.array(), value.arrayOffset(), value.length());
	}

	/**
	 * Whether each byte from here on is an indexed field (RFC 7541 section 6.1), so that
	 * the block has changed no table and says the same as long as nothing else does.
	 */
	private static boolean isIndexed(ByteBuf target, int start) {
		for (int i = start; i < target.writerIndex(); i++) {
			byte field = target.getByte(i);
			if (field >= 0 || field == (byte) 0xff) {
				return false;
			}
		}
		return true;
	}

	private boolean staysOutOfTheTable(CharSequence name) {
		return TIMEOUT.contentEquals(name) || AUTHORIZATION.contentEquals(name) || isSecret(this.ofAddress, name)
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
		this.table++;
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
