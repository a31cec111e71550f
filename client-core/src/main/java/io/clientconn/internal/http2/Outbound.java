package io.clientconn.internal.http2;

/**
 * The parts of a connection that write, and the list of streams that have news. Immutable
 * itself; all of it belongs to one event loop.
 *
 * @param writer decides whose DATA goes next
 * @param frames writes frames
 * @param replies writes the frames that the peer asks for
 * @param questions writes the frames that the peer has to acknowledge
 * @param touched streams with news
 */
record Outbound(LoopyWriter writer, FrameEncoder frames, Replies replies, Questions questions, TouchedStreams touched) {

}
