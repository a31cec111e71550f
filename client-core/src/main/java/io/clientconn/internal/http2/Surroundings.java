package io.clientconn.internal.http2;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.transport.TransportListener;

/**
 * What a connection has around it. Immutable.
 *
 * @param transport the facade
 * @param listener hears the life of the connection
 * @param texts words for what happens to it
 * @param scheduler the clock
 * @param control where timers post
 * @param pass the frame around events that come from the channel
 * @param keepalive asks the peer for signs of life
 */
record Surroundings(Http2Transport transport, TransportListener listener, ConnectionTexts texts, Scheduler scheduler,
		ControlBuffer control, LoopPass pass, KeepaliveTimer keepalive) {

}
