package io.clientconn.internal.http2;

import io.clientconn.internal.http2.ConnectionState.OnGoAway;
import io.clientconn.internal.http2.ConnectionState.Phase;
import io.clientconn.internal.http2.ResponseState.OnData;
import io.clientconn.internal.http2.ResponseState.OnEnd;
import io.clientconn.internal.http2.ResponseState.OnHeaders;
import io.clientconn.internal.http2.StreamState.Closed;
import io.clientconn.rpc.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The pure machines, each alone.
 */
class MachinesTest {

	@Test
	void aStreamEndsOnceFromWhereverItStands() {
		StreamState waiting = new StreamState();
		assertThat(waiting.close()).isEqualTo(Closed.BEFORE_START);
		assertThat(waiting.close()).isEqualTo(Closed.ALREADY);
		StreamState open = new StreamState();
		open.start();
		assertThat(open.maySend()).isTrue();
		assertThat(open.close()).isEqualTo(Closed.WHILE_SENDING);
		StreamState half = new StreamState();
		half.start();
		half.endLocally();
		assertThat(half.maySend()).isFalse();
		assertThat(half.close()).isEqualTo(Closed.WHILE_RECEIVING);
		assertThat(half.isClosed()).isTrue();
	}

	@Test
	void aStreamRefusesWhatOnlyABugOfOursCanAsk() {
		StreamState state = new StreamState();
		assertThatIllegalStateException().isThrownBy(state::endLocally);
		state.start();
		assertThatIllegalStateException().isThrownBy(state::start);
		state.endLocally();
		assertThatIllegalStateException().isThrownBy(state::endLocally);
	}

	@Test
	void aResponseIsHeadersMessagesTrailers() {
		ResponseState state = new ResponseState();
		assertThat(state.data()).isEqualTo(OnData.REFUSE);
		assertThat(state.headers(false, true)).isEqualTo(OnHeaders.IGNORE);
		assertThat(state.headers(true, false)).isEqualTo(OnHeaders.DELIVER);
		assertThat(state.data()).isEqualTo(OnData.MESSAGES);
		assertThat(state.headers(true, false)).isEqualTo(OnHeaders.REFUSE);
		assertThat(state.end(false)).isEqualTo(OnEnd.TRAILERS);
	}

	@Test
	void anAnswerThatIsNotGrpcHasABody() {
		ResponseState state = new ResponseState();
		assertThat(state.headers(false, false)).isEqualTo(OnHeaders.COLLECT_BODY);
		assertThat(state.data()).isEqualTo(OnData.BODY);
		assertThat(state.end(false)).isEqualTo(OnEnd.BODY_ENDED);
		assertThat(new ResponseState().end(true)).isEqualTo(OnEnd.TRAILERS_ONLY);
		assertThat(new ResponseState().end(false)).isEqualTo(OnEnd.NOT_GRPC);
	}

	@Test
	void aConnectionIsReadyOnceAndDrainsOnce() {
		ConnectionState state = new ConnectionState();
		assertThat(state.settings()).isFalse();
		state.connected();
		assertThat(state.drain()).isFalse();
		assertThat(state.settings()).isTrue();
		assertThat(state.settings()).isFalse();
		assertThat(state.isReady()).isTrue();
		assertThat(state.drain()).isTrue();
		assertThat(state.drain()).isFalse();
		assertThat(state.close()).isEqualTo(Phase.DRAINING);
		assertThat(state.close()).isEqualTo(Phase.CLOSED);
	}

	@Test
	void theIdOfAGoAwayMayOnlyShrink() {
		ConnectionState state = new ConnectionState();
		state.connected();
		state.settings();
		assertThat(state.goAway(new GoAway(Integer.MAX_VALUE, 0, ""))).isEqualTo(OnGoAway.DRAIN);
		assertThat(state.goAway(new GoAway(7, 0, ""))).isEqualTo(OnGoAway.NARROW);
		assertThat(state.goAway(new GoAway(7, 0, ""))).isEqualTo(OnGoAway.NARROW);
		assertThat(state.goAway(new GoAway(9, 0, ""))).isEqualTo(OnGoAway.VIOLATION);
		assertThat(state.goAway(new GoAway(6, 0, ""))).isEqualTo(OnGoAway.VIOLATION);
		assertThat(state.goAway(new GoAway(0, 0, ""))).isEqualTo(OnGoAway.NARROW);
	}

	@Test
	void aSendWindowMayGoBelowZeroButNeverAboveTheLimit() {
		SendWindow window = new SendWindow(10);
		window.use(10);
		assertThat(window.change(-5)).isTrue();
		assertThat(window.available()).isZero();
		window.use(0);
		assertThat(window.change(6)).isTrue();
		assertThat(window.available()).isEqualTo(1);
		assertThatIllegalStateException().isThrownBy(() -> window.use(2));
		assertThat(window.change(Integer.MAX_VALUE)).isFalse();
	}

	@Test
	void aReceiveWindowGivesCreditAtAQuarter() {
		ReceiveWindow window = new ReceiveWindow(100);
		assertThat(window.received(60)).isTrue();
		assertThat(window.received(41)).isFalse();
		assertThat(window.consumed(24)).isZero();
		assertThat(window.consumed(1)).isEqualTo(25);
		assertThat(window.available()).isEqualTo(65);
	}

	@Test
	void whatAReceiveWindowLentIsPaidBackFirst() {
		ReceiveWindow window = new ReceiveWindow(100);
		window.received(50);
		assertThat(window.makeRoom(50)).isZero();
		assertThat(window.makeRoom(200)).isEqualTo(150);
		window.received(200);
		assertThat(window.consumed(150)).isZero();
		assertThat(window.consumed(100)).isEqualTo(100);
		assertThat(window.available()).isEqualTo(100);
	}

	@Test
	void floodsAreCountedUntilTheyAreWritten() {
		FloodGuard guard = new FloodGuard();
		for (int i = 0; i < FloodGuard.OWED_REPLIES; i++) {
			guard.resetOwed();
		}
		assertThat(guard.mayRead()).isTrue();
		assertThat(guard.answerOwed()).isTrue();
		assertThat(guard.mayRead()).isFalse();
		FloodGuard.Owed sent = guard.takeUnsent();
		guard.resetOwed();
		guard.written(sent);
		assertThat(guard.mayRead()).isTrue();
		assertThat(guard.hasUnsent()).isTrue();
	}

	@Test
	void aUsefulFrameForgivesTheUselessOnes() {
		FloodGuard guard = new FloodGuard();
		for (int i = 0; i < FloodGuard.USELESS_FRAMES; i++) {
			assertThat(guard.useless()).isTrue();
		}
		guard.useful();
		assertThat(guard.useless()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0, INTERNAL, NO_ERROR", "1, INTERNAL, PROTOCOL_ERROR", "2, INTERNAL, INTERNAL_ERROR",
			"3, INTERNAL, FLOW_CONTROL_ERROR", "4, INTERNAL, SETTINGS_TIMEOUT", "5, INTERNAL, STREAM_CLOSED",
			"6, INTERNAL, FRAME_SIZE_ERROR", "7, UNAVAILABLE, REFUSED_STREAM", "8, CANCELLED, CANCEL",
			"9, INTERNAL, COMPRESSION_ERROR", "10, INTERNAL, CONNECT_ERROR",
			"11, RESOURCE_EXHAUSTED, ENHANCE_YOUR_CALM", "12, PERMISSION_DENIED, INADEQUATE_SECURITY",
			"13, INTERNAL, HTTP_1_1_REQUIRED", "14, UNKNOWN, 0xe", "4294967295, UNKNOWN, 0xffffffff" })
	void anErrorCodeHasAStatusAndAName(long code, StatusCode status, String name) {
		assertThat(ErrorCodes.statusOf(code)).isEqualTo(status);
		assertThat(ErrorCodes.name(code)).isEqualTo(name);
	}

	@Test
	void numbersAreOddAndRunOutAtThreeQuarters() {
		StreamTable table = new StreamTable(1_610_612_733);
		table.maxConcurrent(10);
		assertThat(table.takeId()).isEqualTo(1_610_612_733);
		assertThat(table.wasOpened(1_610_612_733)).isTrue();
		assertThat(table.wasOpened(2)).isFalse();
		assertThat(table.hasRoom()).isTrue();
		assertThat(table.takeId()).isEqualTo(1_610_612_735);
		assertThat(table.hasRoom()).isFalse();
	}

}
