package io.clientconn.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.stub.WriteResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What generated clients promise, whatever {@link Channel} they are over: calls of all
 * four kinds, blocking and asynchronous, their failures, their cancellation and their
 * flow control.
 *
 * @since 0.1.0
 */
public abstract class ClientCallsContract extends ContractFixture {

	/** No window of any transport takes that many kilobytes. */
	private static final int FLOOD = 100_000;

	private static final String KILOBYTE = "x".repeat(1024);

	private final Probe probe = new Probe();

	/**
	 * For subclasses.
	 */
	protected ClientCallsContract() {
	}

	@Test
	void everyKindOfCallIsAnsweredToABlockingCaller() {
		Channel channel = connect(answers());

		assertThat(ClientCalls.unary(channel, Text.ECHO, "hello", RpcOptions.NONE)).isEqualTo("hello");
		try (ServerStreamingCall<String> count = ClientCalls.serverStreaming(channel, Text.COUNT, "500",
				RpcOptions.NONE)) {
			assertThat(count.stream().toList()).hasSize(500).startsWith("1", "2").endsWith("500");
		}
		assertThat(ClientCalls.sendAll(ClientCalls.clientStreaming(channel, Text.JOIN, RpcOptions.NONE),
				List.of("a", "b", "c")))
			.isEqualTo("a,b,c");
		try (BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(channel, Text.CHAT, RpcOptions.NONE)) {
			for (String word : List.of("a", "b")) {
				assertThat(chat.write(word)).isTrue();
				assertThat(chat.read()).isEqualTo(word + "!");
			}
			chat.halfClose();
			assertThat(chat.read()).isNull();
		}
	}

	@Test
	void everyKindOfCallIsAnsweredToAnAsynchronousCaller() {
		Channel channel = connect(answers());

		assertThat(ClientCalls.unaryAsync(channel, Text.ECHO, "hello", RpcOptions.NONE).await()).isEqualTo("hello");
		assertThat(all(channel, "500")).hasSize(500).endsWith("500");
		assertThat(ClientCalls
			.clientStreamingAsync(channel, Text.JOIN, new ListPublisher<>(List.of("a", "b", "c")), RpcOptions.NONE)
			.await()).isEqualTo("a,b,c");
		TestSubscriber<String> chat = new TestSubscriber<>();
		ClientCalls.bidiStreamingAsync(channel, Text.CHAT, new ListPublisher<>(List.of("a", "b")), RpcOptions.NONE)
			.subscribe(chat);
		chat.request(Long.MAX_VALUE);
		assertThat(Probe.soon(chat.all)).containsExactly("a!", "b!");
	}

	@Test
	void aFailureReachesEveryKindOfCallerWithCodeWordsAndTrailers() {
		Channel channel = connect(FakeService.builder()
			.unary(Text.ECHO, (text) -> refuse())
			.serverStreaming(Text.COUNT, (text) -> List.of(refuse()))
			.clientStreaming(Text.JOIN, (texts) -> refuse())
			.build());
		RpcFuture<String> future = ClientCalls.unaryAsync(channel, Text.ECHO, "hello", RpcOptions.NONE);

		List<StatusException> failures = new ArrayList<>();
		failures.add(failure(() -> ClientCalls.unary(channel, Text.ECHO, "hello", RpcOptions.NONE)));
		failures.add(failure(future::await));
		failures.add((StatusException) Probe.soon(future.handle((value, held) -> held)));
		failures.add(failure(() -> ClientCalls.sendAll(ClientCalls.clientStreaming(channel, Text.JOIN, RpcOptions.NONE),
				List.of())));
		try (ServerStreamingCall<String> count = ClientCalls.serverStreaming(channel, Text.COUNT, "1",
				RpcOptions.NONE)) {
			failures.add(failure(count::read));
		}

		assertThat(failures).allSatisfy((failure) -> {
			assertThat(failure.code()).isEqualTo(StatusCode.NOT_FOUND);
			assertThat(failure.description()).isEqualTo("no such text");
			assertThat(failure.trailers().get("x-why")).isEqualTo("asked-to");
			assertThat(failure.origin()).isEqualTo(CallOutcome.Origin.SERVER);
			assertThat(failure.method()).startsWith("contract.Text/");
		});
	}

	@Test
	void aDeadlineEndsACallThatHangs() {
		RpcFuture<String> future = ClientCalls.unaryAsync(connect(service(Text.ECHO)), Text.ECHO, "hello",
				RpcOptions.NONE.timeout(Duration.ofMillis(1500)));
		this.probe.call();

		letTimePass(Duration.ofMillis(1500));

		assertThat(failure(future::await).code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
	}

	@Test
	void cancellingAFutureCancelsTheCall() {
		RpcFuture<String> future = ClientCalls.unaryAsync(connect(service(Text.ECHO)), Text.ECHO, "hello",
				RpcOptions.NONE);
		this.probe.call();

		assertThat(future.cancel(true)).isTrue();

		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
	}

	@Test
	void closingAStreamCancelsTheCall() {
		ServerStreamingCall<String> count = ClientCalls.serverStreaming(connect(service(Text.COUNT)), Text.COUNT,
				"hello", RpcOptions.NONE);
		this.probe.call().send("a");
		assertThat(count.read()).isEqualTo("a");

		count.close();

		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
		assertThat(failure(count::read).code()).isEqualTo(StatusCode.CANCELLED);
	}

	@Test
	void anInterruptCancelsTheCallAndKeepsTheFlag() {
		BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(connect(service(Text.CHAT)), Text.CHAT,
				RpcOptions.NONE);
		this.probe.call();

		Thread.currentThread().interrupt();
		StatusException failure = failure(chat::read);

		assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
		assertThat(failure.code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
	}

	@Test
	void aWriterIsHeldBackUntilTheServiceReads() {
		try (ClientStreamingCall<String, String> upload = ClientCalls.clientStreaming(connect(service(Text.JOIN)),
				Text.JOIN, RpcOptions.NONE)) {
			assertThat(upload.write(KILOBYTE)).isTrue();
			int written = 1;
			while (written < FLOOD && upload.tryWrite(KILOBYTE, Duration.ofMillis(200)) == WriteResult.SENT) {
				written++;
			}
			assertThat(written).as("messages before the writer was held back").isLessThan(FLOOD);

			this.probe.call().request(FLOOD);

			assertThat(upload.tryWrite("last", Duration.ofSeconds(Probe.PATIENCE_SECONDS))).isEqualTo(WriteResult.SENT);
			this.probe.counting = true;
			assertThat(upload.finish()).isEqualTo("read " + (written + 1));
		}
	}

	@Test
	void aServiceIsHeldBackUntilTheReaderReads() {
		Probe flooding = new Probe(KILOBYTE);
		FakeService service = FakeService.builder().handle(Text.COUNT, flooding).build();
		try (ServerStreamingCall<String> flood = ClientCalls.serverStreaming(connect(service), Text.COUNT, "go",
				RpcOptions.NONE)) {
			flooding.call().request(1);
			int sent = Probe.soon(flooding.heldBack);
			assertThat(sent).isPositive();

			for (int i = 0; i < 2 * sent; i++) {
				assertThat(flood.read()).isEqualTo(KILOBYTE);
			}
		}
		assertThat(Probe.soon(flooding.cancelled)).isTrue();
	}

	@Test
	void theDemandOfASubscriberIsTheCreditOfTheCall() {
		Channel channel = connect(answers());
		TestSubscriber<String> numbers = new TestSubscriber<>();
		ClientCalls.serverStreamingAsync(channel, Text.COUNT, "10", RpcOptions.NONE).subscribe(numbers);

		numbers.request(1);
		assertThat(numbers.next()).isEqualTo("1");
		numbers.request(2);
		assertThat(List.of(numbers.next(), numbers.next())).containsExactly("2", "3");
		assertThat(ClientCalls.unary(channel, Text.ECHO, "meanwhile", RpcOptions.NONE)).isEqualTo("meanwhile");
		assertThat(numbers.seen).hasSize(3);

		numbers.request(100);
		assertThat(Probe.soon(numbers.all)).hasSize(10);
	}

	@Test
	void cancellingASubscriptionCancelsTheCall() {
		TestSubscriber<String> numbers = new TestSubscriber<>();
		ClientCalls.serverStreamingAsync(connect(service(Text.COUNT)), Text.COUNT, "go", RpcOptions.NONE)
			.subscribe(numbers);
		numbers.request(1);
		this.probe.call().send("a");
		assertThat(numbers.next()).isEqualTo("a");

		numbers.cancel();

		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
		assertThat(numbers.all).isNotDone();
	}

	@Test
	void aServiceThatAnswersEarlyEndsTheWriting() {
		try (ClientStreamingCall<String, String> upload = ClientCalls.clientStreaming(connect(service(Text.JOIN)),
				Text.JOIN, RpcOptions.NONE)) {
			assertThat(upload.write("a")).isTrue();
			answer("enough");

			int written = 0;
			while (written < FLOOD && upload.write(KILOBYTE)) {
				written++;
			}

			assertThat(written).isLessThan(FLOOD);
			assertThat(upload.tryWrite("b", Duration.ZERO)).isEqualTo(WriteResult.CALL_OVER);
			assertThat(upload.finish()).isEqualTo("enough");
		}
	}

	@Test
	void aPublisherThatFailsCancelsTheCall() {
		RpcFuture<String> future = ClientCalls.clientStreamingAsync(connect(service(Text.JOIN)), Text.JOIN,
				new ListPublisher<>(List.of("a", ListPublisher.FAIL)), RpcOptions.NONE);

		StatusException failure = failure(future::await);

		assertThat(failure.code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(failure.getCause()).hasMessage(ListPublisher.FAIL);
		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
	}

	private void answer(String text) {
		this.probe.call().send(text);
		this.probe.call().close(Status.OK, Metadata.EMPTY);
	}

	private static String refuse() {
		throw new StatusException(null,
				new CallOutcome(Status.of(StatusCode.NOT_FOUND, "no such text"), Metadata.of("x-why", "asked-to"), null,
						CallOutcome.Origin.SERVER, CallOutcome.NO_HTTP2_ERROR, List.of()));
	}

	private static List<String> all(Channel channel, String count) {
		TestSubscriber<String> numbers = new TestSubscriber<>();
		ClientCalls.serverStreamingAsync(channel, Text.COUNT, count, RpcOptions.NONE).subscribe(numbers);
		numbers.request(Long.MAX_VALUE);
		return Probe.soon(numbers.all);
	}

	private FakeService service(MethodDescriptor<String, String> method) {
		return FakeService.builder().handle(method, this.probe).build();
	}

	private static FakeService answers() {
		return FakeService.builder()
			.unary(Text.ECHO, (text) -> text)
			.serverStreaming(Text.COUNT,
					(text) -> IntStream.rangeClosed(1, Integer.parseInt(text)).mapToObj(Integer::toString).toList())
			.clientStreaming(Text.JOIN, (texts) -> String.join(",", texts))
			.bidiStreaming(Text.CHAT, (text) -> Stream.of(text + "!").toList())
			.build();
	}

}
