package io.clientconn.rpc;

/**
 * What is known about an attempt of a call when it starts.
 *
 * @param method what is called
 * @param peer whom the attempt goes to
 * @param previousAttempts attempts before this one that count for the retry policy
 * @param transparentRetry whether this attempt stands in for one that the server has
 * certainly not processed (gRFC A6, transparent retries); such an attempt does not count
 * @param waited whether there was no connection at once, so that the attempt had to wait
 * for one
 * @since 0.1.0
 */
public record AttemptInfo(MethodDescriptor<?, ?> method, PeerInfo peer, int previousAttempts, boolean transparentRetry,
		boolean waited) {

}
