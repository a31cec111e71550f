package io.clientconn.internal.http2;

import java.time.Duration;
import java.util.List;

import io.clientconn.transport.FlowControl;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.clientconn.internal.http2.FrameNumbers.ACK;
import static io.clientconn.internal.http2.FrameNumbers.PING;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the connection gives the server to send, with windows that grow.
 */
class InboundCreditTest {

	private static final int WINDOW = 65_535;

	private static final String MEASURING = "PING " + InboundCredit.PING;

	private ScriptedPeer peer = start(FlowControl.DEFAULT);

	private final RecordingStreamListener listener = new RecordingStreamListener();

	private static ScriptedPeer start(FlowControl flowControl) {
		ScriptedPeer peer = ScriptedPeer.connected(new TransportSettings(8192, flowControl, KeepaliveSettings.OFF), 1);
		peer.settings();
		peer.written();
		return peer;
	}

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	private TransportStream call() {
		this.listener.awaiting(false);
		TransportStream stream = this.peer.open(ScriptedPeer.request(Integer.MAX_VALUE), "x", this.listener);
		this.peer.responseHeaders(1);
		this.peer.written();
		return stream;
	}

	/** The start of a message that never ends, in frames of at most 16 KiB. */
	private void data(int bytes) {
		byte[] first = new byte[Math.min(bytes, 16_384)];
		if (!this.begun) {
			this.begun = true;
			first[1] = 0x10;
		}
		this.peer.data(1, false, first);
		for (int left = bytes - first.length; left > 0; left -= 16_384) {
			this.peer.data(1, false, new byte[Math.min(left, 16_384)]);
		}
	}

	private boolean begun;

	private void answer(long content) {
		this.peer.scheduler.advance(Duration.ofMillis(10));
		this.peer.frame(PING, ACK, 0, Unpooled.buffer().writeLong(content));
	}

	@Test
	void theFirstDataIsCreditedAndMeasured() {
		call();
		data(100);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 0 100", MEASURING);
		data(100);
		assertThat(this.peer.written()).isEmpty();
	}

	@Test
	void aFullWindowMakesBothWindowsGrow() {
		call();
		data(WINDOW);
		this.peer.written();
		answer(InboundCredit.PING);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 0 65535",
				"SETTINGS {INITIAL_WINDOW_SIZE=131070}");
	}

	@Test
	void theSmallerOfTwoWindowsIsWhatFills() {
		this.peer.finish();
		this.peer = start(FlowControl.startingAt(1 << 20, WINDOW));
		call();
		data(WINDOW);
		this.peer.written();
		answer(InboundCredit.PING);
		assertThat(this.peer.written()).anyMatch((frame) -> frame.startsWith("WINDOW_UPDATE 0 "));
	}

	@Test
	void aStreamThatExistsMaySendIntoTheLargerWindow() {
		call();
		data(WINDOW);
		answer(InboundCredit.PING);
		data(WINDOW);
		assertThat(this.listener.outcomeNow()).isNull();
		data(1);
		assertThat(this.listener.outcome().status().description()).contains("exceeding the limit 131070 bytes");
	}

	@Test
	void aStreamThatComesLaterHasTheLargerWindow() {
		call();
		data(WINDOW);
		answer(InboundCredit.PING);
		RecordingStreamListener later = new RecordingStreamListener();
		later.awaiting(false);
		TransportStream stream = this.peer.open(ScriptedPeer.request(Integer.MAX_VALUE), "x", later);
		this.peer.responseHeaders(3);
		this.peer.data(3, false, new byte[] { 0, 0x10, 0, 0, 0 });
		for (int i = 0; i < 7; i++) {
			this.peer.data(3, false, new byte[16_384]);
		}
		assertThat(later.outcomeNow()).isNull();
		this.peer.written();
		stream.consumed(32_766);
		assertThat(this.peer.written()).isEmpty();
		stream.consumed(1);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 3 32767");
	}

	@Test
	void theConnectionIsCreditedAtAQuarterOfItsLargerWindow() {
		call();
		data(WINDOW);
		answer(InboundCredit.PING);
		this.peer.written();
		data(1);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 0 1", MEASURING);
		data(16_384);
		data(16_382);
		assertThat(this.peer.written()).isEmpty();
		data(1);
		assertThat(this.peer.written()).containsExactly("WINDOW_UPDATE 0 32767");
	}

	@Test
	void theAnswerToAnotherPingTeachesNothing() {
		call();
		data(WINDOW);
		this.peer.written();
		answer(77);
		assertThat(this.peer.written()).isEmpty();
		answer(InboundCredit.PING);
		assertThat(this.peer.written()).hasSize(2);
	}

	@Test
	void aResponseOfALittleDataLeavesTheWindows() {
		call();
		data(1000);
		this.peer.written();
		answer(InboundCredit.PING);
		assertThat(this.peer.written()).isEmpty();
	}

	@Test
	void fixedWindowsAreNotMeasured() {
		this.peer.finish();
		this.peer = start(FlowControl.fixed(WINDOW, WINDOW));
		call();
		data(WINDOW);
		assertThat(this.peer.written()).allMatch((line) -> line.startsWith("WINDOW_UPDATE 0 "));
	}

	@Test
	void windowsGrowFromWhereTheyStart() {
		this.peer.finish();
		this.peer = start(FlowControl.startingAt(100_000, 1_000_000));
		call();
		data(100_000);
		this.peer.written();
		answer(InboundCredit.PING);
		assertThat(this.peer.written()).containsExactly("SETTINGS {INITIAL_WINDOW_SIZE=200000}");
	}

	@Test
	void aMessageOfTheLargestSizeLeavesRoomForTheWindowToGrow() {
		TransportStream stream = call();
		this.listener.awaiting(true);
		this.peer.data(1, false, new byte[] { 0, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff });
		List<String> written = this.peer.written();
		int lent = Integer.MAX_VALUE - BdpEstimator.LARGEST - (WINDOW - 5);
		assertThat(written).containsExactly("WINDOW_UPDATE 0 5", MEASURING, "WINDOW_UPDATE 1 " + lent);
		stream.cancel(io.clientconn.rpc.Status.unavailable("enough"));
	}

	@Test
	void answersToAllOurQuestionsAreNoFlood() {
		call();
		for (int i = 0; i < FloodGuard.USELESS_FRAMES + 10; i++) {
			this.peer.connection.questions().ping(7);
			answer(7);
		}
		assertThat(this.peer.life.events()).containsExactly("ready");
		this.peer.written();
	}

	@Test
	void answersThatNobodyAskedForAreAFlood() {
		for (int i = 0; i <= FloodGuard.USELESS_FRAMES; i++) {
			this.peer.frame(PING, ACK, 0, Unpooled.buffer().writeLong(7));
		}
		assertThat(this.peer.life.closedStatus().description()).contains("carry nothing: PING with ACK");
	}

}
