package io.clientconn.grpcjava;

import java.util.Locale;

import io.grpc.Status;

/**
 * Words that code around grpc-java looks for. Pure functions.
 */
final class Texts {

	private Texts() {
	}

	static String seconds(long nanos) {
		return String.format(Locale.ROOT, "%.9f", nanos / 1e9);
	}

	/**
	 * A limit of this side. Of those, the sizes of messages have words of their own.
	 */
	static Status exhausted(Status status) {
		String description = status.getDescription();
		if (description != null && description.contains("send message larger than max")) {
			return Status.CANCELLED.withDescription("Failed to stream message")
				.withCause(status.withDescription("message too large: " + description).asRuntimeException());
		}
		boolean received = description != null && description.contains("received message");
		return received ? status.withDescription("gRPC message exceeds maximum size: " + description) : status;
	}

}
