package io.clientconn.stub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(10)
class StreamingCallTest {

	private final ScriptedChannel silent = new ScriptedChannel((call) -> {
	});

	@Test
	void messagesAreReadInOrderThenNull() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("a", "b").end(StatusCode.OK));

		try (ServerStreamingCall<String> call = list(channel)) {
			assertThat(call.read()).isEqualTo("a");
			assertThat(call.read()).isEqualTo("b");
			assertThat(call.read()).isNull();
			assertThat(call.read()).isNull();
		}
		assertThat(channel.call().sent).containsExactly("request!");
	}

	@Test
	void aFailureComesAfterTheMessagesBeforeIt() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("a").end(StatusCode.ABORTED));

		try (ServerStreamingCall<String> call = list(channel)) {
			assertThat(call.read()).isEqualTo("a");
			assertThatExceptionOfType(StatusException.class).isThrownBy(call::read)
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.ABORTED));
		}
	}

	@Test
	void closingBeforeEverythingIsReadIsSeenByTheReaderThoughTheServerEndedWell() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("a", "b", "c").end(StatusCode.OK),
				Runnable::run);
		ServerStreamingCall<String> call = list(channel);
		assertThat(call.read()).isEqualTo("a");

		call.close();

		assertThatExceptionOfType(StatusException.class).isThrownBy(call::read)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED))
			.withMessageContaining("the caller closed the call");
		assertThatExceptionOfType(StatusException.class).isThrownBy(call::read);
	}

	@Test
	void closingAfterEverythingIsReadChangesNothing() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("a").end(StatusCode.OK), Runnable::run);
		ServerStreamingCall<String> call = list(channel);
		assertThat(call.read()).isEqualTo("a");

		call.close();

		assertThat(call.read()).isNull();
	}

	@Test
	void whatOneIteratorHasLookedAtIsNotLostToTheNextReader() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("a", "b", "c", "d").end(StatusCode.OK));

		try (ServerStreamingCall<String> call = list(channel)) {
			assertThat(call.iterator().hasNext()).isTrue();
			assertThat(call.read()).isEqualTo("a");
			assertThat(call.iterator().hasNext()).isTrue();
			assertThat(call.iterator().next()).isEqualTo("b");
			assertThat(call.iterator().hasNext()).isTrue();
			assertThat(call.stream()).containsExactly("c", "d");
		}
	}

	@Test
	void aLoopSeesEveryMessage() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("a", "b", "c").end(StatusCode.OK));
		List<String> seen = new ArrayList<>();

		try (ServerStreamingCall<String> call = list(channel)) {
			for (String message : call) {
				seen.add(message);
			}
		}

		assertThat(seen).containsExactly("a", "b", "c");
	}

	@Test
	void closingTheStreamCancelsTheCall() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("a", "b"));

		try (Stream<String> messages = list(channel).stream()) {
			assertThat(messages.findFirst()).contains("a");
		}

		assertThat(channel.call().cancelled).isCompleted();
	}

	@Test
	void aFewMessagesAreAskedForAheadAndMoreWhenHalfOfThemAreRead() {
		ScriptedChannel channel = new ScriptedChannel(
				(call) -> call.answer("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"));

		try (ServerStreamingCall<String> call = list(channel)) {
			assertThat(channel.call().requested()).isEqualTo(8);
			for (int i = 0; i < 3; i++) {
				call.read();
			}
			assertThat(channel.call().requested()).isEqualTo(8);
			call.read();
			assertThat(channel.call().requested()).isEqualTo(12);
		}
	}

	@Test
	void closeFromAnotherThreadEndsAWaitingRead() {
		ServerStreamingCall<String> call = list(this.silent);
		Parked<String> reader = Parked.in(call::read);

		call.close();

		assertThatExceptionOfType(StatusException.class).isThrownBy(reader::result)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED));
		assertThat(this.silent.call().cancelled).isCompletedWithValue("the caller closed the call");
	}

	@Test
	void closeDropsWhatWasNotRead() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("a", "b"), Runnable::run);
		ServerStreamingCall<String> call = list(channel);
		call.read();

		call.close();

		assertThatExceptionOfType(StatusException.class).isThrownBy(call::read)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED));
	}

	@Test
	void closingAfterTheEndDoesNothing() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.end(StatusCode.OK));
		ServerStreamingCall<String> call = list(channel);
		assertThat(call.read()).isNull();

		call.close();

		assertThat(channel.call().cancelled).isNotDone();
		assertThat(call.read()).isNull();
	}

	@Test
	void anInterruptedReadCancelsTheCallAndKeepsTheFlag() throws Throwable {
		ServerStreamingCall<String> call = list(this.silent);
		Parked<Boolean> reader = Parked.in(() -> {
			assertThatExceptionOfType(StatusException.class).isThrownBy(call::read)
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED));
			return Thread.currentThread().isInterrupted();
		});

		reader.interrupt();

		assertThat(reader.result()).isTrue();
		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void twoReadersAtOnceAreRefused() {
		ServerStreamingCall<String> call = list(this.silent);
		Parked<String> first = Parked.in(call::read);

		assertThatIllegalStateException().isThrownBy(call::read).withMessageContaining("another thread");

		call.close();
		assertThatExceptionOfType(StatusException.class).isThrownBy(first::result);
	}

	@Test
	void headersAreWaitedFor() throws Throwable {
		ServerStreamingCall<String> call = list(this.silent);
		Parked<Metadata> reader = Parked.in(call::headers);

		this.silent.call().headers(Metadata.of("region", "north"));

		assertThat(reader.result().get("region")).isEqualTo("north");
		call.close();
	}

	@Test
	void anAnswerWithoutHeadersHasEmptyOnes() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.end(StatusCode.OK));

		try (ServerStreamingCall<String> call = list(channel)) {
			assertThat(call.headers()).isEqualTo(Metadata.EMPTY);
		}
	}

	@Test
	void aWriterWaitsUntilTheCallIsReady() throws Throwable {
		try (BidiStreamingCall<String, String> call = chat(this.silent)) {
			Parked<Boolean> writer = Parked.in(() -> call.write("a"));
			assertThat(this.silent.call().sent).isEmpty();

			this.silent.call().ready(true);

			assertThat(writer.result()).isTrue();
			assertThat(this.silent.call().sent).containsExactly("a");
		}
	}

	@Test
	void aWaitingWriterIsWokenByTheFailureOfTheCall() {
		BidiStreamingCall<String, String> call = chat(this.silent);
		Parked<Boolean> writer = Parked.in(() -> call.write("a"));

		this.silent.call().end(StatusCode.UNAVAILABLE);

		assertThatExceptionOfType(StatusException.class).isThrownBy(writer::result)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE));
	}

	@Test
	void aWaitingWriterIsWokenByTheSuccessOfTheCall() throws Throwable {
		BidiStreamingCall<String, String> call = chat(this.silent);
		Parked<Boolean> writer = Parked.in(() -> call.write("a"));

		this.silent.call().end(StatusCode.OK);

		assertThat(writer.result()).isFalse();
		assertThat(call.tryWrite("a", Duration.ZERO)).isEqualTo(WriteResult.CALL_OVER);
	}

	@Test
	void readerAndWriterWaitAtTheSameTime() throws Throwable {
		BidiStreamingCall<String, String> call = chat(this.silent);
		Parked<Boolean> writer = Parked.in(() -> call.write("a"));
		Parked<String> reader = Parked.in(call::read);

		this.silent.call().answer("b").ready(true);

		assertThat(reader.result()).isEqualTo("b");
		assertThat(writer.result()).isTrue();
		call.close();
	}

	@Test
	void aTimedWriteGivesUp() {
		try (BidiStreamingCall<String, String> call = chat(this.silent)) {
			assertThat(call.tryWrite("a", Duration.ofMillis(5))).isEqualTo(WriteResult.NOT_READY);
			assertThat(call.tryWrite("a", Duration.ZERO)).isEqualTo(WriteResult.NOT_READY);

			this.silent.call().ready(true);

			assertThat(call.tryWrite("a", Duration.ZERO)).isEqualTo(WriteResult.SENT);
		}
	}

	@Test
	void readingGoesOnAfterTheHalfCloseAndWritingDoesNot() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.ready(true));
		try (BidiStreamingCall<String, String> call = chat(channel)) {
			call.write("a");
			call.halfClose();
			call.halfClose();
			channel.call().answer("b").end(StatusCode.OK);

			assertThat(call.read()).isEqualTo("b");
			assertThat(call.read()).isNull();
			assertThat(channel.call().sent).containsExactly("a", "halfClose");
			assertThatIllegalStateException().isThrownBy(() -> call.write("c"));
		}
	}

	private static ServerStreamingCall<String> list(ScriptedChannel channel) {
		return ClientCalls.serverStreaming(channel, TestMethods.SERVER, "request", RpcOptions.NONE);
	}

	private static BidiStreamingCall<String, String> chat(ScriptedChannel channel) {
		return ClientCalls.bidiStreaming(channel, TestMethods.BIDI, RpcOptions.NONE);
	}

}
