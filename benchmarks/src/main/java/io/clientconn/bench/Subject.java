package io.clientconn.bench;

import io.clientconn.bench.proto.Payload;

/**
 * A client that is measured, with one connection to the server. What it makes for a slot
 * is made once, so that the harness adds nothing to a call.
 */
interface Subject extends AutoCloseable {

	/**
	 * Unary calls, one for each run.
	 * @param deadline whether each gets a deadline, of a minute
	 * @param slot hears the end
	 */
	Runnable echoes(Payload request, boolean deadline, Slot slot);

	/**
	 * A unary call that is waited for.
	 */
	Payload echo(Payload request);

	/**
	 * Streams of responses, one for each run.
	 * @param slot hears messages and the end
	 */
	Runnable repeats(Payload request, Slot slot);

	/**
	 * A stream on which a request goes out for each response, for as long as the slot
	 * goes on.
	 * @param slot hears messages and the end
	 */
	Runnable chats(Payload request, Slot slot);

	@Override
	void close();

	/**
	 * Connects.
	 * @param kind {@code ours} or {@code grpc-java}, followed by {@code -direct} for
	 * callbacks on the event loop and, for grpc-java, by {@code -noretry}
	 */
	static Subject connect(String kind, int port) {
		boolean direct = kind.contains("-direct");
		return kind.startsWith("ours") ? new OurSubject(port, direct)
				: new GrpcJavaSubject(port, direct, kind.contains("-noretry"));
	}

}
