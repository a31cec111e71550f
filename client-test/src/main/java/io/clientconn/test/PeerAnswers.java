package io.clientconn.test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The steps of a {@link PeerScript} that send something or end connections. Not
 * thread-safe.
 */
abstract sealed class PeerAnswers permits PeerScript {

	PeerAnswers() {
	}

	abstract PeerScript step(String text, PeerScript.Action action);

	/**
	 * Sends SETTINGS.
	 * @param idsAndValues ids (RFC 9113 section 6.5.2) and values in turn
	 * @return this script
	 */
	public PeerScript sendSettings(int... idsAndValues) {
		if (idsAndValues.length % 2 != 0) {
			throw new IllegalArgumentException("sendSettings takes ids and values in turn, but got a number of "
					+ idsAndValues.length + ": " + Arrays.toString(idsAndValues));
		}
		ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length * 3);
		for (int i = 0; i < idsAndValues.length; i += 2) {
			payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
		}
		return sendFrame(PeerFrame.SETTINGS, 0, 0, payload.array());
	}

	/**
	 * Sends HEADERS and leaves the stream open.
	 * @param streamId the stream
	 * @param fields names and values in turn
	 * @return this script
	 */
	public PeerScript sendHeaders(int streamId, String... fields) {
		return headers(streamId, false, fields);
	}

	/**
	 * Sends the HEADERS that every response of gRPC begins with.
	 * @param streamId the stream
	 * @return this script
	 */
	public PeerScript sendResponseHeaders(int streamId) {
		return headers(streamId, false, ":status", "200", "content-type", "application/grpc");
	}

	/**
	 * Sends HEADERS with END_STREAM: trailers, or a response without anything else.
	 * @param streamId the stream
	 * @param fields names and values in turn, for example {@code grpc-status} and
	 * {@code 0}
	 * @return this script
	 */
	public PeerScript sendTrailers(int streamId, String... fields) {
		return headers(streamId, true, fields);
	}

	/**
	 * Sends an uncompressed message of gRPC in one DATA frame.
	 * @param streamId the stream
	 * @param message the message as its marshaller writes it
	 * @return this script
	 */
	public PeerScript sendMessage(int streamId, byte[] message) {
		return sendFrame(PeerFrame.DATA, 0, streamId, framed(message));
	}

	/**
	 * Sends DATA.
	 * @param streamId the stream
	 * @param bytes the payload
	 * @return this script
	 */
	public PeerScript sendData(int streamId, byte[] bytes) {
		return sendFrame(PeerFrame.DATA, 0, streamId, bytes);
	}

	/**
	 * Sends RST_STREAM.
	 * @param streamId the stream
	 * @param errorCode the error code (RFC 9113 section 7), for example 7 for
	 * REFUSED_STREAM
	 * @return this script
	 */
	public PeerScript sendReset(int streamId, long errorCode) {
		return sendFrame(PeerFrame.RST_STREAM, 0, streamId, ByteBuffer.allocate(4).putInt((int) errorCode).array());
	}

	/**
	 * Sends PING.
	 * @param payload what the answer has to repeat
	 * @return this script
	 */
	public PeerScript sendPing(long payload) {
		return sendFrame(PeerFrame.PING, 0, 0, ByteBuffer.allocate(8).putLong(payload).array());
	}

	/**
	 * Answers the latest PING of the client.
	 * @return this script
	 */
	public PeerScript sendPingAck() {
		return step("send PING ACK", PeerLink::answerPing);
	}

	/**
	 * Sends GOAWAY.
	 * @param lastStreamId the last stream that this peer takes care of
	 * @param errorCode the error code, 0 for NO_ERROR
	 * @param debugData a text for the client
	 * @return this script
	 */
	public PeerScript sendGoAway(int lastStreamId, long errorCode, String debugData) {
		byte[] text = debugData.getBytes(StandardCharsets.UTF_8);
		return sendFrame(PeerFrame.GOAWAY, 0, 0,
				ByteBuffer.allocate(8 + text.length).putInt(lastStreamId).putInt((int) errorCode).put(text).array());
	}

	/**
	 * Sends WINDOW_UPDATE.
	 * @param streamId the stream, 0 for the connection
	 * @param bytes how many more bytes the client may send
	 * @return this script
	 */
	public PeerScript sendWindowUpdate(int streamId, int bytes) {
		return sendFrame(PeerFrame.WINDOW_UPDATE, 0, streamId, ByteBuffer.allocate(4).putInt(bytes).array());
	}

	/**
	 * Sends a frame of any kind, also of one that there is not.
	 * @param type the type, a byte
	 * @param flags the flags, a byte
	 * @param streamId the stream, 0 for the connection
	 * @param payload what follows the head
	 * @return this script
	 */
	public PeerScript sendFrame(int type, int flags, int streamId, byte[] payload) {
		byte[] bytes = payload.clone();
		PeerFrame frame = new PeerFrame(type, flags, streamId, bytes, List.of());
		return step("send " + frame, (link) -> link.send(type, flags, streamId, bytes));
	}

	/**
	 * Sends bytes that need not be a frame.
	 * @param bytes the bytes
	 * @return this script
	 */
	public PeerScript sendBytes(byte[] bytes) {
		byte[] copy = bytes.clone();
		return step("send " + copy.length + " bytes", (link) -> link.send(copy));
	}

	/**
	 * Closes the connection that the steps are at.
	 * @return this script
	 */
	public PeerScript disconnect() {
		return step("disconnect", (link) -> link.disconnect(false));
	}

	/**
	 * Breaks the connection that the steps are at off with a TCP reset.
	 * @return this script
	 */
	public PeerScript resetConnection() {
		return step("reset the connection", (link) -> link.disconnect(true));
	}

	/**
	 * Listens no more: connections that are made from now on are refused.
	 * @return this script
	 */
	public PeerScript stopListening() {
		return step("stop listening", PeerLink::stopListening);
	}

	private PeerScript headers(int streamId, boolean endStream, String... fields) {
		List<String> lines = lines(fields);
		List<String> pairs = List.of(fields);
		return step("send HEADERS on stream " + streamId + " with " + lines + (endStream ? ", END_STREAM" : ""),
				(link) -> link.sendHeaders(streamId, endStream, pairs));
	}

	static List<String> lines(String... fields) {
		if (fields.length % 2 != 0) {
			throw new IllegalArgumentException(
					"fields are names and values in turn, but there are " + fields.length + ": " + List.of(fields));
		}
		return IntStream.range(0, fields.length / 2).mapToObj((i) -> fields[2 * i] + ": " + fields[2 * i + 1]).toList();
	}

	static byte[] framed(byte[] message) {
		return ByteBuffer.allocate(5 + message.length).put((byte) 0).putInt(message.length).put(message).array();
	}

}
