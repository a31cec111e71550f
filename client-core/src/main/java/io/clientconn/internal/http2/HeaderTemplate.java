package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.internal.wire.RequestHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Headers that come back with many calls of one connection, and the block that says them
 * in nothing but indexes of the table as it stands.
 * <p>
 * Owned by the event loop.
 */
@OnEventLoop
final class HeaderTemplate {

	private final AsciiString[] headers;

	private final long size;

	private byte @Nullable [] block;

	private int table;

	/**
	 * Holds a list.
	 * @param headers names and values in turn
	 */
	HeaderTemplate(AsciiString[] headers) {
		this.headers = headers;
		this.size = RequestHeaders.sizeOf(headers);
	}

	AsciiString[] headers() {
		return this.headers;
	}

	/**
	 * As the peer's limit counts it.
	 */
	long size() {
		return this.size;
	}

	/**
	 * The block.
	 * @param table which state the table is in
	 * @return its bytes, or null if they are not known for this state
	 */
	byte @Nullable [] block(int table) {
		return (this.table == table) ? this.block : null;
	}

	void remember(byte[] block, int table) {
		this.block = block;
		this.table = table;
	}

}
