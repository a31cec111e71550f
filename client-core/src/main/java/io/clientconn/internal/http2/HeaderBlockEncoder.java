package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.rpc.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * HPACK for the sending side. What comes back with call after call goes into the table,
 * by Netty's encoder, and its block is copied from then on, for as long as the table
 * stays as it is. All else is written out.
 * <p>
 * Owned by the event loop, because blocks have to be encoded in the order in which they
 * are sent. It never lets the table grow beyond 4 KiB, whatever the peer allows. What
 * proves who a caller is stays out of it, or somebody who can make calls on the
 * connection could guess it by the length of his own (RFC 7541 section 7.1).
 */
@OnEventLoop
final class HeaderBlockEncoder {

	private static final int NONE = -1;

	/** With fewer buckets than its own 64 Netty would not let the table grow to 4 KiB. */
	private final DefaultHttp2HeadersEncoder hpack = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE,
			true);

	private final HeaderLiterals literals = new HeaderLiterals();

	private final RepeatedHeaders repeated = new RepeatedHeaders();

	/** What all calls have because of their peer. */
	private final Metadata ofAddress;

	/** Another number whenever the table may have changed. */
	private int table;

	/** The size of the table after the changes since the latest block, or NONE. */
	private int lastSize = NONE;

	/** The smallest of these changes. */
	private int smallestSize;

	/**
	 * Starts with an empty table.
	 * @param ofAddress the headers that all calls have because of their peer
	 */
	HeaderBlockEncoder(Metadata ofAddress) {
		this.ofAddress = ofAddress;
	}

	/**
	 * Appends the block of a call.
	 * @param template what gRPC says of all calls of the method
	 * @param timeout the {@code grpc-timeout}, or null for none
	 * @param custom what the application says
	 * @param target where to
	 */
	void encode(HeaderTemplate template, @Nullable AsciiString timeout, Metadata custom, ByteBuf target) {
		// First: a change of the table's size stands before all fields.
		if (this.lastSize != NONE) {
			resize();
		}
		indexed(template, target);
		if (timeout != null) {
			this.literals.write(HeaderLiterals.NEVER_INDEXED, RequestHeaders.TIMEOUT, timeout, target);
		}
		custom(custom, target);
		custom(this.ofAddress, target);
	}

	private void custom(Metadata custom, ByteBuf target) {
		for (int i = 0; i < custom.size(); i++) {
			String name = custom.name(i);
			if (!RequestHeaders.isReserved(name)) {
				field(name, custom.value(i), custom.isSensitive(i) || isSecret(name), target);
			}
		}
	}

	private void field(String name, String value, boolean secret, ByteBuf target) {
		if (secret) {
			this.literals.write(HeaderLiterals.NEVER_INDEXED, name, value, target);
			return;
		}
		HeaderTemplate known = this.repeated.seen(name, value);
		if (known != null) {
			indexed(known, target);
		}
		else {
			this.literals.write(HeaderLiterals.NOT_INDEXED, name, value, target);
		}
	}

	/** Secrets unasked (RFC 7541 section 7.1.3). */
	private static boolean isSecret(String name) {
		return switch (name) {
			case "authorization", "proxy-authorization", "cookie" -> true;
			default -> false;
		};
	}

	private void indexed(HeaderTemplate template, ByteBuf target) {
		byte[] block = template.block(this.table);
		if (block != null) {
			target.writeBytes(block);
			return;
		}
		int start = target.writerIndex();
		try {
			this.hpack.encodeHeaders(0, ReadOnlyHttp2Headers.trailers(false, template.headers()), target);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException("headers could not be encoded", ex);
		}
		if (isIndexed(target, start)) {
			template.remember(ByteBufUtil.getBytes(target, start, target.writerIndex() - start), this.table);
		}
		else {
			this.table++;
		}
	}

	/**
	 * Whether there is nothing but indexed fields from here on (RFC 7541 section 6.1), so
	 * that the block has changed no table and says the same as long as nothing else does.
	 */
	private static boolean isIndexed(ByteBuf target, int start) {
		int end = target.writerIndex();
		int i = start;
		while (i < end) {
			byte field = target.getByte(i++);
			if (field >= 0) {
				return false;
			}
			if (field == (byte) 0xff) {
				// The number goes on, up to a byte without the highest bit.
				while (target.getByte(i) < 0) {
					i++;
				}
				i++;
			}
		}
		return true;
	}

	/**
	 * The peer limits the table that its decoder keeps. Of all changes between two blocks
	 * the decoder is told the smallest and the last (RFC 7541 section 4.2); it must not
	 * hear of one above the limit that is valid by then.
	 * @param peerMaximum SETTINGS_HEADER_TABLE_SIZE
	 */
	void tableSize(long peerMaximum) {
		int size = (int) Math.min(peerMaximum, Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE);
		this.smallestSize = (this.lastSize != NONE) ? Math.min(this.smallestSize, size) : size;
		this.lastSize = size;
	}

	private void resize() {
		this.table++;
		try {
			this.hpack.maxHeaderTableSize(this.smallestSize);
			this.hpack.maxHeaderTableSize(this.lastSize);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException("a table of " + this.lastSize + " bytes was refused", ex);
		}
		this.lastSize = NONE;
	}

	void close() {
		this.hpack.close();
	}

}
