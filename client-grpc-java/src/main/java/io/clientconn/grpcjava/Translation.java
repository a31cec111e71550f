package io.clientconn.grpcjava;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;

import io.grpc.Attributes;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InternalMetadata;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values of one side in the types of the other. Pure functions.
 */
final class Translation {

	private static final Logger LOG = LoggerFactory.getLogger(Translation.class);

	/**
	 * What grpc-java takes off request headers, beyond what our own runtime does.
	 */
	private static final Set<String> NOT_SENT = Set.of("content-length", "accept-encoding", "content-encoding");

	private Translation() {
	}

	static io.grpc.Status status(Status status) {
		return io.grpc.Status.fromCodeValue(status.code().value())
			.withDescription(status.description())
			.withCause(status.cause());
	}

	static ConnectivityState state(io.clientconn.rpc.ConnectivityState state) {
		return switch (state) {
			case IDLE -> ConnectivityState.IDLE;
			case CONNECTING -> ConnectivityState.CONNECTING;
			case READY -> ConnectivityState.READY;
			case TRANSIENT_FAILURE -> ConnectivityState.TRANSIENT_FAILURE;
			case SHUTDOWN -> ConnectivityState.SHUTDOWN;
		};
	}

	/**
	 * Appends request headers. What cannot stand in a header is left out and logged by
	 * its name, as grpc-java does.
	 */
	static void addTo(Metadata.Builder target, io.grpc.Metadata headers) {
		byte[][] raw = InternalMetadata.serialize(headers);
		for (int i = 0; i + 1 < raw.length; i += 2) {
			String name = new String(raw[i], StandardCharsets.US_ASCII);
			try {
				if (name.endsWith(Metadata.BINARY_SUFFIX)) {
					target.add(name, raw[i + 1]);
				}
				else if (!NOT_SENT.contains(name)) {
					target.add(name, new String(raw[i + 1], StandardCharsets.ISO_8859_1));
				}
			}
			catch (IllegalArgumentException ex) {
				LOG.warn("A request header is not sent: {}", ex.getMessage());
			}
		}
	}

	static Metadata metadata(io.grpc.Metadata headers) {
		if (InternalMetadata.headerCount(headers) == 0) {
			return Metadata.EMPTY;
		}
		Metadata.Builder builder = Metadata.builder();
		addTo(builder, headers);
		return builder.build();
	}

	static io.grpc.Metadata metadata(Metadata metadata) {
		int size = metadata.size();
		byte[][] raw = new byte[2 * size][];
		for (int i = 0; i < size; i++) {
			raw[2 * i] = metadata.name(i).getBytes(StandardCharsets.US_ASCII);
			raw[2 * i + 1] = metadata.isBinary(i) ? metadata.bytes(i)
					: metadata.value(i).getBytes(StandardCharsets.ISO_8859_1);
		}
		return InternalMetadata.newMetadata(raw);
	}

	/**
	 * What is known about a connection.
	 */
	static Attributes attributes(@Nullable PeerInfo peer) {
		if (peer == null) {
			return Attributes.EMPTY;
		}
		Attributes.Builder attributes = Attributes.newBuilder()
			.set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, peer.remoteAddress())
			.set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, peer.localAddress());
		if (peer.sslSession() != null) {
			attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, peer.sslSession());
		}
		return attributes.build();
	}

}
