package io.clientconn.stub;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

@Timeout(10)
class BlockingUnaryTest {

	@Test
	void theRequestGoesOutWithTheEndAndTheResponseComesBack() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("hello").end(StatusCode.OK));

		String response = call(channel);

		assertThat(response).isEqualTo("hello");
		assertThat(channel.call().sent).containsExactly("request!");
	}

	@Test
	void twoResponsesAreAskedForSoThatAWrongSecondOneIsSeen() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("hello").end(StatusCode.OK));

		call(channel);

		assertThat(channel.call().requested()).isEqualTo(2);
	}

	@Test
	void callbacksRunOnTheCallingThreadEvenIfTheServerAnswersFromAnother() {
		List<Thread> callbackThreads = new CopyOnWriteArrayList<>();
		ScriptedChannel server = new ScriptedChannel(
				(call) -> TestThreads.start(() -> call.answer("hello").end(StatusCode.OK)));

		call(new Recording(server, callbackThreads));

		assertThat(callbackThreads).hasSize(2).containsOnly(Thread.currentThread());
	}

	@Test
	void aFailureIsThrownWithTheStackOfTheCaller() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.end(StatusCode.NOT_FOUND));

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(channel)).satisfies((ex) -> {
			assertThat(ex.code()).isEqualTo(StatusCode.NOT_FOUND);
			assertThat(ex.method()).isEqualTo("test.Service/Unary");
			assertThat(ex.origin()).isEqualTo(CallOutcome.Origin.SERVER);
			assertThat(ex.getStackTrace()).anySatisfy(
					(frame) -> assertThat(frame.getMethodName()).contains("aFailureIsThrownWithTheStackOfTheCaller"));
		});
	}

	@Test
	void anErrorOfAnInterceptorReachesTheCaller() {
		ScriptedChannel broken = new ScriptedChannel((call) -> {
			throw new NoClassDefFoundError("com/example/Tracing");
		});

		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> call(broken));
	}

	@Test
	@SuppressWarnings("NullAway") // the mistake of a caller
	void nullOptionsAreTheMistakeOfTheCaller() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("hello").end(StatusCode.OK));

		assertThatNullPointerException()
			.isThrownBy(() -> ClientCalls.unary(channel, TestMethods.UNARY, "request", null))
			.withMessage("options");
		assertThatNullPointerException()
			.isThrownBy(() -> ClientCalls.serverStreamingAsync(channel, TestMethods.SERVER, "request", null))
			.withMessage("options");
		assertThat(channel.calls).isEmpty();
	}

	@Test
	void successWithoutAResponseIsInternal() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.end(StatusCode.OK));

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(channel))
			.withMessageContaining("cardinality violation")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.INTERNAL));
	}

	@Test
	void aSecondResponseIsInternalAndCancelsTheCall() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("one", "two"));

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(channel))
			.withMessageContaining("cardinality violation")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.INTERNAL));
		assertThat(channel.call().cancelled).isCompleted();
	}

	@Test
	void aResponseFollowedByAnErrorIsTheError() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("one").end(StatusCode.DATA_LOSS));

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(channel))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.DATA_LOSS));
	}

	@Test
	void anInterruptCancelsTheCallAndStaysVisible() throws Throwable {
		ScriptedChannel silent = new ScriptedChannel((call) -> {
		});
		Parked<Boolean> caller = Parked.in(() -> {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(silent)).satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED);
				assertThat(ex).hasCauseInstanceOf(InterruptedException.class);
			});
			return Thread.currentThread().isInterrupted();
		});

		caller.interrupt();

		assertThat(caller.result()).isTrue();
		assertThat(silent.call().cancelled).isCompleted();
	}

	@Test
	void aResponseThatIsThereIsTakenDespiteAnInterrupt() {
		ScriptedChannel channel = new ScriptedChannel((call) -> call.answer("hello").end(StatusCode.OK));
		Thread.currentThread().interrupt();

		String response = call(channel);

		assertThat(response).isEqualTo("hello");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aChannelThatIgnoresTheLaneStillWakesTheCaller() throws Throwable {
		CompletableFuture<ResponseListener<?>> listener = new CompletableFuture<>();
		ScriptedChannel silent = new ScriptedChannel((call) -> {
		});
		Channel foreign = new Intercepted(silent, listener::complete);
		Parked<String> caller = Parked.in(() -> call(foreign));

		listener.join().onClose(CallOutcome.local(Status.unavailable("from elsewhere")));

		assertThatExceptionOfType(StatusException.class).isThrownBy(caller::result)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE));
	}

	@Test
	void anInterceptorThatThrowsAStatusFailsTheCallWithIt() {
		StatusException refusal = new StatusException(Status.of(StatusCode.UNAUTHENTICATED, "no token"));
		Channel refusing = new Intercepted(new ScriptedChannel((call) -> {
		}), (listener) -> {
			throw refusal;
		});

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(refusing)).satisfies((ex) -> {
			assertThat(ex.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
			assertThat(ex).hasCause(refusal);
		});
	}

	@Test
	void anInterceptorThatThrowsSomethingElseFailsTheCallWithUnknown() {
		Channel broken = new Intercepted(new ScriptedChannel((call) -> {
		}), (listener) -> {
			throw new IllegalStateException("boom");
		});

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> call(broken)).satisfies((ex) -> {
			assertThat(ex.code()).isEqualTo(StatusCode.UNKNOWN);
			assertThat(ex).hasRootCauseMessage("boom");
		});
	}

	@Test
	void aMethodOfAnotherKindIsRefused() {
		ScriptedChannel channel = new ScriptedChannel((call) -> {
		});

		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> ClientCalls.unary(channel, TestMethods.SERVER, "request", RpcOptions.NONE))
			.withMessage("test.Service/Server is SERVER_STREAMING, not UNARY");
	}

	private static String call(Channel channel) {
		return ClientCalls.unary(channel, TestMethods.UNARY, "request", RpcOptions.NONE);
	}

	/** Notes the threads of the callbacks. */
	private record Recording(Channel next, List<Thread> threads) implements Channel {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener) {
			return this.next.newStream(method, options, new ResponseListener<>() {
				@Override
				public void onMessage(R message) {
					Recording.this.threads.add(Thread.currentThread());
					listener.onMessage(message);
				}

				@Override
				public void onClose(CallOutcome outcome) {
					Recording.this.threads.add(Thread.currentThread());
					listener.onClose(outcome);
				}
			});
		}

		@Override
		public String authority() {
			return this.next.authority();
		}

	}

	/** Shows the listener to the test first. */
	private record Intercepted(Channel next, Consumer<ResponseListener<?>> first) implements Channel {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener) {
			this.first.accept(listener);
			return this.next.newStream(method, options, listener);
		}

		@Override
		public String authority() {
			return this.next.authority();
		}

	}

}
