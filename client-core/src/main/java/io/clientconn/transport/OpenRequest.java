package io.clientconn.transport;

import io.clientconn.rpc.Metadata;

import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a call puts into its headers, and the limits it has. Immutable.
 *
 * @param path the {@code :path}
 * @param authority the {@code :authority}, or null for the connection's
 * @param headers custom headers
 * @param deadlineNanos when the call has to be over, by the scheduler's clock; meaningful
 * only with {@code hasDeadline}
 * @param hasDeadline whether {@code grpc-timeout} is sent
 * @param maxInboundSize the largest response message in bytes, as received
 * @param encoding the {@code grpc-encoding}, or null for none
 * @param acceptEncoding the {@code grpc-accept-encoding}, or null for none
 * @param contentSubtype what stands behind {@code application/grpc+} in the content type,
 * or null for {@code application/grpc} alone
 * @param readyThreshold with how many bytes waiting to be written the stream is no longer
 * ready; -1 for 32 KiB
 * @since 0.1.0
 */
public record OpenRequest(String path, @Nullable String authority, Metadata headers, long deadlineNanos,
		boolean hasDeadline, int maxInboundSize, @Nullable String encoding, @Nullable String acceptEncoding,
		@Nullable String contentSubtype, int readyThreshold) {

	/**
	 * A request without a content subtype and with the usual threshold.
	 * @param path the {@code :path}
	 * @param authority the {@code :authority}, or null for the connection's
	 * @param headers custom headers
	 * @param deadlineNanos when the call has to be over
	 * @param hasDeadline whether {@code grpc-timeout} is sent
	 * @param maxInboundSize the largest response message in bytes
	 * @param encoding the {@code grpc-encoding}, or null for none
	 * @param acceptEncoding the {@code grpc-accept-encoding}, or null for none
	 */
	public OpenRequest(String path, @Nullable String authority, Metadata headers, long deadlineNanos,
			boolean hasDeadline, int maxInboundSize, @Nullable String encoding, @Nullable String acceptEncoding) {
		this(path, authority, headers, deadlineNanos, hasDeadline, maxInboundSize, encoding, acceptEncoding, null, -1);
	}

}
