package io.clientconn.stub;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(10)
class UploadCallTest {

	private final ScriptedChannel ready = new ScriptedChannel((call) -> call.ready(true));

	@Test
	void finishClosesTheSendingSideAndAnswersTheResponse() throws Throwable {
		ClientStreamingCall<String, String> call = open(this.ready);
		call.write("a");
		call.write("b");
		Parked<String> finishing = Parked.in(call::finish);

		this.ready.call().answer("done").end(StatusCode.OK);

		assertThat(finishing.result()).isEqualTo("done");
		assertThat(this.ready.call().sent).containsExactly("a", "b", "halfClose");
	}

	@Test
	void aSingleMessageMayGoUncompressed() {
		ClientStreamingCall<String, String> call = open(this.ready);
		call.write("a");
		assertThat(call.writeUncompressed("secret")).isTrue();
		call.write("b");
		assertThat(this.ready.call().sent).containsExactly("a", "secret as it is", "b");
		call.close();
	}

	@Test
	void closingAfterFinishDoesNotCancel() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("done").end(StatusCode.OK));

		try (ClientStreamingCall<String, String> call = open(channel)) {
			assertThat(call.finish()).isEqualTo("done");
			assertThat(call.finish()).isEqualTo("done");
		}

		assertThat(channel.call().cancelled).isNotDone();
	}

	@Test
	void closingWithoutFinishCancels() {
		open(this.ready).close();

		assertThat(this.ready.call().cancelled).isCompleted();
	}

	@Test
	void aServerThatAnswersEarlyStopsTheWriterAndItsAnswerIsKept() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("enough").end(StatusCode.OK));

		try (ClientStreamingCall<String, String> call = open(channel)) {
			assertThat(call.write("a")).isFalse();
			assertThat(call.finish()).isEqualTo("enough");
		}
	}

	@Test
	void closingThrowsAnAnswerAwayAndFinishSaysSo() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("enough").end(StatusCode.OK),
				Runnable::run);
		ClientStreamingCall<String, String> upload = open(channel);

		upload.close();

		assertThatExceptionOfType(StatusException.class).isThrownBy(upload::finish)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED));
	}

	@Test
	void finishFailsWithTheCall() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.end(StatusCode.RESOURCE_EXHAUSTED));

		try (ClientStreamingCall<String, String> call = open(channel)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(call::finish)
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED));
		}
	}

	@Test
	void successWithoutAResponseIsInternal() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.end(StatusCode.OK));

		try (ClientStreamingCall<String, String> call = open(channel)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(call::finish)
				.withMessageContaining("cardinality violation");
		}
	}

	@Test
	void aSecondResponseIsInternal() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("one", "two").end(StatusCode.OK));

		try (ClientStreamingCall<String, String> call = open(channel)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(call::finish)
				.withMessageContaining("cardinality violation");
		}
	}

	@Test
	void writingAfterFinishIsRefused() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("done").end(StatusCode.OK));

		try (ClientStreamingCall<String, String> call = open(channel)) {
			call.finish();
			assertThatIllegalStateException().isThrownBy(() -> call.write("late"));
		}
	}

	@Test
	void anIterableIsPulledNoFasterThanTheCallTakesIt() throws Throwable {
		ScriptedChannel channel = new ScriptedChannel((call) -> {
		});
		Iterator<String> endless = Stream.iterate(1, (n) -> n + 1).map((n) -> "m" + n).iterator();
		Parked<String> upload = Parked.in(() -> ClientCalls.sendAll(open(channel), () -> endless));

		assertThat(endless.next()).as("one message was pulled").isEqualTo("m2");
		channel.call().answer("enough").end(StatusCode.OK);

		assertThat(upload.result()).isEqualTo("enough");
	}

	@Test
	void anIterableIsSentAndTheCallFinished() throws Throwable {
		Parked<String> upload = Parked.in(() -> ClientCalls.sendAll(open(this.ready), List.of("a", "b")));

		this.ready.call().halfClosed.join();
		this.ready.call().answer("done").end(StatusCode.OK);

		assertThat(upload.result()).isEqualTo("done");
		assertThat(this.ready.call().sent).containsExactly("a", "b", "halfClose");
	}

	@Test
	void anIterableThatThrowsCancelsTheCall() {
		Iterable<String> broken = () -> {
			throw new IllegalArgumentException("file is gone");
		};

		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> ClientCalls.sendAll(open(this.ready), broken));
		assertThat(this.ready.call().cancelled).isCompleted();
	}

	private static ClientStreamingCall<String, String> open(ScriptedChannel channel) {
		return ClientCalls.clientStreaming(channel, TestMethods.CLIENT, RpcOptions.NONE);
	}

}
