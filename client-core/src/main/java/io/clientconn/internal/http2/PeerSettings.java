package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Carries a SETTINGS frame of the peer to those whom its values concern.
 * <p>
 * Owned by the event loop. It never acknowledges: that comes after, in order.
 */
@OnEventLoop
final class PeerSettings {

	private final FrameEncoder frames;

	private final HeaderBlockEncoder headerBlocks;

	private final StreamTable table;

	private final StreamLifecycle streams;

	PeerSettings(FrameEncoder frames, HeaderBlockEncoder headerBlocks, StreamTable table, StreamLifecycle streams) {
		this.frames = frames;
		this.headerBlocks = headerBlocks;
		this.table = table;
		this.streams = streams;
	}

	/**
	 * Applies a frame.
	 * @param settings its values
	 * @param first whether it is the first one, after which the peer allows any number of
	 * streams unless it says otherwise
	 * @throws Http2Exception if the peer may not set this
	 */
	void apply(Http2Settings settings, boolean first) throws Http2Exception {
		if (Boolean.TRUE.equals(settings.pushEnabled())) {
			throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "a server must not set ENABLE_PUSH");
		}
		Long table = settings.headerTableSize();
		if (table != null) {
			this.headerBlocks.tableSize(table);
		}
		Integer frame = settings.maxFrameSize();
		if (frame != null) {
			this.frames.maxFrameSize(frame);
		}
		Long list = settings.maxHeaderListSize();
		if (list != null) {
			this.streams.peerMaxHeaderList(list);
		}
		Integer window = settings.initialWindowSize();
		if (window != null && !this.streams.peerInitialWindow(window)) {
			throw Http2Exception.connectionError(Http2Error.FLOW_CONTROL_ERROR,
					"an initial window of %d makes the window of a stream too large", window);
		}
		Long concurrent = settings.maxConcurrentStreams();
		if (concurrent != null) {
			this.table.maxConcurrent(concurrent);
		}
		else if (first) {
			this.table.maxConcurrent(Long.MAX_VALUE);
		}
	}

}
