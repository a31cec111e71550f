package io.clientconn.test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a {@link ScriptedPeer} does, step by step. A step that expects something waits for
 * it at most as long as {@link #within} says; a step that sends does so at once.
 * <p>
 * While it waits it passes over what a client may send at any time: acknowledgements of
 * SETTINGS and PING, WINDOW_UPDATE, and PING, which it answers. {@link #strict} ends
 * that. It sends no WINDOW_UPDATE and no SETTINGS by itself. Streams of a client have the
 * ids 1, 3, 5 and so on. Not thread-safe.
 *
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-6">RFC 9113 section 6</a>
 */
public final class PeerScript extends PeerAnswers {

	private static final String CONNECTION = "expect a connection";

	private final List<Step> steps = new ArrayList<>();

	private Duration patience = Duration.ofSeconds(10);

	private boolean strict;

	PeerScript() {
	}

	/**
	 * How long each step that expects something waits. Default: 10 s.
	 * @param patience the time, above zero, of the system's clock
	 * @return this script
	 */
	public PeerScript within(Duration patience) {
		if (patience.isNegative() || patience.isZero()) {
			throw new IllegalArgumentException("within must be above zero, but is " + patience);
		}
		this.patience = patience;
		return this;
	}

	/**
	 * Passes over nothing: every frame must be expected.
	 * @return this script
	 */
	public PeerScript strict() {
		this.strict = true;
		return this;
	}

	/**
	 * Accepts a connection, on which the steps go on. Earlier ones stay open.
	 * @return this script
	 */
	public PeerScript expectConnection() {
		return step(CONNECTION, PeerLink::accept);
	}

	/**
	 * Expects the 24 bytes that a client begins with.
	 * @return this script
	 */
	public PeerScript expectPreface() {
		return step("expect the preface", PeerLink::preface);
	}

	/**
	 * Expects SETTINGS and acknowledges them. To be right, a server sends its own
	 * SETTINGS before (RFC 9113 section 3.4).
	 * @return this script
	 */
	public PeerScript expectSettings() {
		return step("expect SETTINGS", (link) -> {
			link.await((frame) -> frame.type() == PeerFrame.SETTINGS && !frame.isAck());
			link.send(PeerFrame.SETTINGS, PeerFrame.ACK, 0, new byte[0]);
		});
	}

	/**
	 * Expects that the client acknowledges SETTINGS.
	 * @return this script
	 */
	public PeerScript expectSettingsAck() {
		return step("expect SETTINGS ACK",
				(link) -> link.await((frame) -> frame.type() == PeerFrame.SETTINGS && frame.isAck()));
	}

	/**
	 * The usual beginning: preface expected, SETTINGS without values sent, those of the
	 * client expected.
	 * @return this script
	 */
	public PeerScript handshake() {
		return expectPreface().sendSettings().expectSettings();
	}

	/**
	 * Expects HEADERS.
	 * @param streamId the stream
	 * @param fields names and values in turn that must be among the fields; in lower
	 * case, pseudo-headers with their colon
	 * @return this script
	 */
	public PeerScript expectHeaders(int streamId, String... fields) {
		List<String> wanted = lines(fields);
		return step("expect HEADERS on stream " + streamId + " with " + wanted, (link) -> {
			PeerFrame headers = link.await((frame) -> frame.is(PeerFrame.HEADERS, streamId));
			List<String> missing = wanted.stream().filter((line) -> !headers.fields().contains(line)).toList();
			if (!missing.isEmpty()) {
				throw new PeerLink.Unexpected("HEADERS without " + missing + ": " + headers.fields());
			}
		});
	}

	/**
	 * Expects bytes of a stream, in one or more DATA frames.
	 * @param streamId the stream
	 * @param length how many bytes; more that have come count for the next step
	 * @return this script
	 */
	public PeerScript expectData(int streamId, int length) {
		return step("expect " + length + " bytes of DATA on stream " + streamId, (link) -> link.data(streamId, length));
	}

	/**
	 * Expects an uncompressed message of gRPC: five bytes of prefix and its own.
	 * @param streamId the stream
	 * @param message the message as its marshaller writes it
	 * @return this script
	 */
	public PeerScript expectMessage(int streamId, byte[] message) {
		byte[] wanted = framed(message);
		return step("expect a message of " + message.length + " bytes on stream " + streamId, (link) -> {
			byte[] prefix = link.data(streamId, 5);
			if (!Arrays.equals(prefix, Arrays.copyOf(wanted, 5))) {
				throw new PeerLink.Unexpected(
						"a prefix with flags " + prefix[0] + " and a length of " + ByteBuffer.wrap(prefix).getInt(1));
			}
			byte[] body = link.data(streamId, message.length);
			int differs = Arrays.mismatch(body, message);
			if (differs >= 0) {
				throw new PeerLink.Unexpected("another message, which differs from byte " + differs + " on");
			}
		});
	}

	/**
	 * Expects that the client has ended its side of a stream and sent no more bytes than
	 * the steps before have taken.
	 * @param streamId the stream
	 * @return this script
	 */
	public PeerScript expectEndOfStream(int streamId) {
		return step("expect END_STREAM on stream " + streamId, (link) -> link.endOfStream(streamId));
	}

	/**
	 * Expects HEADERS and all that follows up to END_STREAM, whatever it says.
	 * @param streamId the stream
	 * @return this script
	 */
	public PeerScript expectRequest(int streamId) {
		return step("expect a whole request on stream " + streamId, (link) -> {
			link.await((frame) -> frame.is(PeerFrame.HEADERS, streamId));
			link.toEndOfStream(streamId);
		});
	}

	/**
	 * Expects RST_STREAM.
	 * @param streamId the stream
	 * @param errorCode the error code (RFC 9113 section 7), for example 8 for CANCEL
	 * @return this script
	 */
	public PeerScript expectReset(int streamId, long errorCode) {
		return step("expect RST_STREAM on stream " + streamId + ", " + PeerFrame.errorName(errorCode), (link) -> link
			.await((frame) -> frame.is(PeerFrame.RST_STREAM, streamId) && frame.number(0) == errorCode));
	}

	/**
	 * Expects PING and leaves it unanswered, see {@link #sendPingAck}.
	 * @return this script
	 */
	public PeerScript expectPing() {
		return step("expect PING", (link) -> link.await((frame) -> frame.type() == PeerFrame.PING && !frame.isAck()));
	}

	/**
	 * Expects the answer to {@link #sendPing}.
	 * @param payload what was sent with it
	 * @return this script
	 */
	public PeerScript expectPingAck(long payload) {
		byte[] bytes = ByteBuffer.allocate(8).putLong(payload).array();
		return step("expect PING ACK of " + payload, (link) -> link.await(
				(frame) -> frame.type() == PeerFrame.PING && frame.isAck() && Arrays.equals(frame.payload(), bytes)));
	}

	/**
	 * Expects GOAWAY.
	 * @param errorCode the error code, 0 for NO_ERROR
	 * @return this script
	 */
	public PeerScript expectGoAway(long errorCode) {
		return step("expect GOAWAY, " + PeerFrame.errorName(errorCode),
				(link) -> link.await((frame) -> frame.type() == PeerFrame.GOAWAY && frame.number(4) == errorCode));
	}

	/**
	 * Expects WINDOW_UPDATE.
	 * @param streamId the stream, 0 for the connection
	 * @param least how many bytes it gives at least
	 * @return this script
	 */
	public PeerScript expectWindowUpdate(int streamId, int least) {
		return step("expect WINDOW_UPDATE of at least " + least + " bytes on " + PeerFrame.where(streamId),
				(link) -> link
					.await((frame) -> frame.is(PeerFrame.WINDOW_UPDATE, streamId) && frame.number(0) >= least));
	}

	/**
	 * Expects that the client closes the connection, with GOAWAY before it or without.
	 * @return this script
	 */
	public PeerScript expectClose() {
		return step("expect the end of the connection", PeerLink::endOfConnection);
	}

	/**
	 * Begins to listen and to play.
	 * @return the peer, which has to be closed
	 * @throws IllegalStateException if the first step is not {@link #expectConnection}
	 */
	public ScriptedPeer start() {
		if (this.steps.isEmpty() || !this.steps.get(0).text().equals(CONNECTION)) {
			throw new IllegalStateException("a script begins with expectConnection(), but this one has " + this.steps);
		}
		return new ScriptedPeer(this.steps, this.patience, this.strict);
	}

	@Override
	PeerScript step(String text, Action action) {
		this.steps.add(new Step(text, action));
		return this;
	}

	/**
	 * One step.
	 *
	 * @param text what it does, for failures
	 * @param action does it
	 */
	record Step(String text, Action action) {

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * Does what a step says.
	 */
	@FunctionalInterface
	interface Action {

		void on(PeerLink link) throws IOException, PeerLink.Unexpected;

	}

}
