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
	 * A limit of this side. Of those, the size of a response has words of its own.
	 */
	static Status exhausted(Status status) {
		String description = status.getDescription();
		boolean received = description != null && description.contains("received message");
		return received ? status.withDescription("gRPC message exceeds maximum size: " + description) : status;
	}

}
