package io.clientconn.bench;

import io.clientconn.bench.proto.Payload;

/**
 * A client that is measured, with one channel to the server. What it makes for a slot is
 * made once, so that the harness adds nothing to a call.
 */
interface Subject extends AutoCloseable {

	/**
	 * Unary calls, one for each run.
	 * @param extras what each has besides its message
	 * @param slot hears the end
	 */
	Runnable echoes(Payload request, Extras extras, Slot slot);

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

	/**
	 * Opens a stream both ways that stays open, with one message each way.
	 * @param answered passed when the message is back
	 */
	void open(Payload request, Gate answered);

	@Override
	void close();

	/**
	 * Connects.
	 * @param kind one of {@link Clients#ALL}
	 */
	static Subject connect(String kind, Reach reach) {
		boolean direct = Clients.isDirect(kind);
		if (kind.startsWith("ours")) {
			return new OurSubject(reach, direct, kind.endsWith("-uring"));
		}
		return new GrpcJavaSubject(kind.startsWith("bridge") ? StubChannels.bridge(reach, direct)
				: StubChannels.peer(reach, direct, kind.contains("-noretry")));
	}

}
