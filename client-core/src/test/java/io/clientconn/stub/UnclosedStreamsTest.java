package io.clientconn.stub;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class UnclosedStreamsTest {

	private final Logger logger = (Logger) LoggerFactory.getLogger(UnclosedStreams.class);

	private final Events events = new Events();

	private final ScriptedChannel silent = new ScriptedChannel((call) -> call.ready(true), Runnable::run);

	@BeforeEach
	void listen() {
		this.events.start();
		this.logger.addAppender(this.events);
		this.logger.setAdditive(false);
		this.logger.setLevel(Level.DEBUG);
	}

	@AfterEach
	void leave() {
		this.logger.detachAppender(this.events);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	@Test
	void aLostStreamOfResponsesIsCancelledAndReportedWithThePlace() {
		openAndLoseResponses();

		assertThat(collected(this.silent.call().cancelled)).isEqualTo("the caller lost the call without closing it");
		assertThat(this.events.levels()).containsExactly(Level.WARN);
		assertThat(this.events.seen.get(0).getFormattedMessage()).contains("A call of test.Service/Server ");
		assertThat(this.events.seen.get(0).getThrowableProxy().getStackTraceElementProxyArray())
			.anyMatch((frame) -> frame.getStackTraceElement().getMethodName().equals("openAndLoseResponses"));
	}

	@Test
	void aLostUploadIsCancelledAndReported() {
		openAndLoseUpload();

		collected(this.silent.call().cancelled);
		assertThat(this.events.levels()).containsExactly(Level.WARN);
	}

	@Test
	void aLostConversationIsCancelledAndReportedThoughOneWroteAndReadBefore() {
		Runnable use = () -> {
			BidiStreamingCall<String, String> call = ClientCalls.bidiStreaming(this.silent, TestMethods.BIDI,
					RpcOptions.NONE);
			call.write("a");
			this.silent.call().answer("b");
			assertThat(call.iterator().next()).isEqualTo("b");
		};
		use.run();

		collected(this.silent.call().cancelled);
		assertThat(this.events.levels()).containsExactly(Level.WARN);
	}

	@Test
	void aPlaceIsReportedLoudlyOnceAndEveryCallIsCancelled() {
		for (int i = 0; i < 3; i++) {
			ClientCalls.serverStreaming(this.silent, TestMethods.SERVER, "request", RpcOptions.NONE);
		}

		for (ScriptedCall call : this.silent.calls) {
			collected(call.cancelled);
		}
		assertThat(this.events.levels()).containsExactly(Level.WARN, Level.DEBUG, Level.DEBUG);
	}

	@Test
	void callsThatEndedOrWereClosedAreNotReported() {
		ScriptedChannel answers = new ScriptedChannel((call) -> call.answer("a").end(StatusCode.OK), Runnable::run);
		ScriptedChannel fails = new ScriptedChannel((call) -> call.end(StatusCode.ABORTED), Runnable::run);
		Runnable use = () -> {
			ClientCalls.serverStreaming(answers, TestMethods.SERVER, "request", RpcOptions.NONE)
				.forEach((message) -> assertThat(message).isEqualTo("a"));
			ClientCalls.clientStreaming(answers, TestMethods.CLIENT, RpcOptions.NONE).finish();
			ClientCalls.clientStreaming(fails, TestMethods.CLIENT, RpcOptions.NONE);
			ClientCalls.bidiStreaming(this.silent, TestMethods.BIDI, RpcOptions.NONE).close();
		};
		use.run();
		// A call that is lost after them is noticed; by then they would have been, too.
		ScriptedChannel marker = new ScriptedChannel((call) -> {
		}, Runnable::run);
		loseMarker(marker);

		collected(marker.call().cancelled);
		assertThat(this.events.levels()).containsExactly(Level.WARN);
	}

	@Test
	void aCallThatIsOnlyInUseOnItsOwnStackIsNotLost() {
		ScriptedChannel answersAfterCollections = new ScriptedChannel((call) -> {
			TestThreads.start(() -> {
				for (int i = 0; i < 5; i++) {
					System.gc();
				}
				call.answer("a");
			});
		});

		assertThat(ClientCalls.serverStreaming(answersAfterCollections, TestMethods.SERVER, "request", RpcOptions.NONE)
			.read()).isEqualTo("a");
		assertThat(this.events.seen).extracting(ILoggingEvent::getLevel).doesNotContain(Level.WARN);
		// And once the read is done, it is.
		collected(answersAfterCollections.call().cancelled);
	}

	private void openAndLoseResponses() {
		ClientCalls.serverStreaming(this.silent, TestMethods.SERVER, "request", RpcOptions.NONE);
	}

	private void openAndLoseUpload() {
		ClientCalls.clientStreaming(this.silent, TestMethods.CLIENT, RpcOptions.NONE);
	}

	private static void loseMarker(ScriptedChannel marker) {
		ClientCalls.serverStreaming(marker, TestMethods.SERVER, "request", RpcOptions.NONE);
	}

	/**
	 * Collects garbage until something has come of it.
	 */
	private static String collected(CompletableFuture<String> future) {
		Await.until(() -> {
			System.gc();
			return future.isDone();
		}, "what was lost is collected");
		return future.join();
	}

	/** What was logged, taken down before the call is cancelled. */
	private static final class Events extends AppenderBase<ILoggingEvent> {

		private final List<ILoggingEvent> seen = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.seen.add(event);
		}

		List<Level> levels() {
			return this.seen.stream().map(ILoggingEvent::getLevel).toList();
		}

	}

}
