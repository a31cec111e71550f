package io.clientconn.test;

import java.time.Duration;
import java.util.List;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.stub.ClientCalls;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What every {@link Channel} owes to those that call it by hand: the order of events,
 * credit, headers and trailers, cancellation, deadlines and the answers to misuse.
 *
 * @since 0.1.0
 */
public abstract class ChannelContract extends ContractFixture {

	/**
	 * For subclasses.
	 */
	protected ChannelContract() {
	}

	private final RecordingListener listener = new RecordingListener();

	private final Probe probe = new Probe();

	@Test
	void eventsComeInOrderAndTheEndComesOnce() {
		ClientStream<String> stream = start(Text.COUNT);
		stream.request(5);
		stream.send("go", ClientStream.LAST);
		ServedCall<String> call = this.probe.call();
		call.request(1);
		Probe.soon(this.probe.halfClosed);
		call.sendHeaders(Metadata.EMPTY);
		call.send("a");
		call.send("b");
		call.close(Status.OK, Metadata.EMPTY);

		assertThat(Probe.soon(this.listener.outcome).status().isOk()).isTrue();
		stream.cancel("too late", null);
		stream.request(1);
		assertThat(this.probe.requests).containsExactly("go");
		assertThat(this.listener.events).containsExactly("headers", "a", "b", "close OK");
	}

	@Test
	void nothingArrivesThatWasNotAskedFor() {
		Channel channel = connect(service(Text.COUNT));
		ClientStream<String> stream = channel.newStream(Text.COUNT, RpcOptions.NONE, this.listener);
		stream.request(1);
		stream.send("go", ClientStream.LAST);
		ServedCall<String> call = this.probe.call();
		call.send("a");
		call.send("b");
		call.close(Status.OK, Metadata.EMPTY);

		Probe.soon(this.listener.headers);
		assertThat(ClientCalls.unary(channel, Text.ECHO, "meanwhile", RpcOptions.NONE)).isEqualTo("meanwhile");
		assertThat(this.listener.events).doesNotContain("b", "close OK");
		stream.request(1);

		Probe.soon(this.listener.outcome);
		assertThat(this.listener.events).containsExactly("headers", "a", "b", "close OK");
	}

	@Test
	void aMethodWithASingleRequestIsNotCalledBeforeIt() {
		Channel channel = connect(service(Text.COUNT));
		ClientStream<String> stream = channel.newStream(Text.COUNT, RpcOptions.NONE, this.listener);

		assertThat(ClientCalls.unary(channel, Text.ECHO, "meanwhile", RpcOptions.NONE)).isEqualTo("meanwhile");

		assertThat(this.probe.started).isNotDone();
		stream.cancel("never mind", null);
		assertThat(Probe.soon(this.listener.outcome).status().code()).isEqualTo(StatusCode.CANCELLED);
	}

	@Test
	void headersAndTrailersTravelBothWaysTextAndBytes() {
		Metadata sent = Metadata.builder()
			.add("x-tenant", "acme")
			.add("x-tenant", "second")
			.add("x-raw-bin", new byte[] { 0, -1, 7 })
			.build();
		ClientStream<String> stream = start(Text.CHAT, RpcOptions.NONE.headers(sent));
		ServedCall<String> call = this.probe.call();
		assertThat(call.headers().getAll("x-tenant")).containsExactly("acme", "second");
		assertThat(call.headers().getBinary("x-raw-bin")).containsExactly(0, -1, 7);
		call.sendHeaders(Metadata.of("x-server", "one"));
		assertThat(Probe.soon(this.listener.headers).get("x-server")).isEqualTo("one");

		call.close(Status.of(StatusCode.ABORTED, "try again, ü"),
				Metadata.builder().add("x-cost", "7").add("x-cost-bin", new byte[] { 7 }).build());

		CallOutcome end = Probe.soon(this.listener.outcome);
		assertThat(end.status().code()).isEqualTo(StatusCode.ABORTED);
		assertThat(end.status().description()).isEqualTo("try again, ü");
		assertThat(end.origin()).isEqualTo(CallOutcome.Origin.SERVER);
		assertThat(end.trailers().get("x-cost")).isEqualTo("7");
		assertThat(end.trailers().getBinary("x-cost-bin")).containsExactly(7);
		assertThat(end.peer()).isNotNull();
		stream.cancel("over", null);
	}

	@Test
	void aCancelledCallEndsHereAndAtTheService() {
		ClientStream<String> stream = start(Text.CHAT);
		this.probe.call();
		IllegalArgumentException cause = new IllegalArgumentException("mine");

		stream.cancel("no longer needed", cause);

		CallOutcome end = Probe.soon(this.listener.outcome);
		assertThat(end.status()).isEqualTo(Status.of(StatusCode.CANCELLED, "no longer needed").withCause(cause));
		assertThat(end.origin()).isEqualTo(CallOutcome.Origin.LOCAL);
		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
		assertThat(stream.isReady()).isFalse();
		stream.send("dropped", 0);
		stream.halfClose();
		assertThat(this.listener.events).containsExactly("close CANCELLED");
	}

	@Test
	void aDeadlineEndsTheCallHereAndAtTheService() {
		start(Text.CHAT, RpcOptions.NONE.timeout(Duration.ofMillis(1500)));
		this.probe.call();

		letTimePass(Duration.ofMillis(1500));

		CallOutcome end = Probe.soon(this.listener.outcome);
		assertThat(end.status().code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
	}

	@Test
	void aDeadlineThatHasPassedKeepsTheCallFromTheService() {
		Channel channel = connect(service(Text.CHAT));
		channel.newStream(Text.CHAT, RpcOptions.NONE.timeout(Duration.ZERO), this.listener);

		assertThat(Probe.soon(this.listener.outcome).status().code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
		assertThat(ClientCalls.unary(channel, Text.ECHO, "meanwhile", RpcOptions.NONE)).isEqualTo("meanwhile");
		assertThat(this.probe.started).isNotDone();
	}

	@Test
	void aMethodThatTheServiceDoesNotHaveIsUnimplementedAndNamed() {
		Channel channel = connect(FakeService.builder().unary(Text.ECHO, (text) -> text).build());
		ClientStream<String> stream = channel.newStream(Text.COUNT, RpcOptions.NONE, this.listener);
		stream.request(1);
		stream.send("go", ClientStream.LAST);

		Status status = Probe.soon(this.listener.outcome).status();

		assertThat(status.code()).isEqualTo(StatusCode.UNIMPLEMENTED);
		assertThat(status.description()).contains("contract.Text/Count");
	}

	@Test
	void aListenerThatThrowsCancelsItsCall() {
		ClientStream<String> stream = start(Text.CHAT);
		stream.request(5);
		ServedCall<String> call = this.probe.call();

		call.send("throw");

		CallOutcome end = Probe.soon(this.listener.outcome);
		assertThat(end.status().code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(end.status().cause()).hasMessage("thrown by the listener");
		assertThat(Probe.soon(this.probe.cancelled)).isTrue();
		assertThat(this.listener.events).containsExactly("headers", "throw", "close CANCELLED");
	}

	@Test
	void afterTheHalfCloseNothingCanBeSentAndResponsesStillCome() {
		ClientStream<String> stream = start(Text.CHAT);
		stream.request(5);
		Probe.soon(this.listener.ready);
		stream.send("a", 0);
		stream.halfClose();
		stream.halfClose();
		ServedCall<String> call = this.probe.call();
		call.request(2);
		Probe.soon(this.probe.halfClosed);
		assertThat(stream.isReady()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> stream.send("b", 0));

		call.send("still here");
		call.close(Status.OK, Metadata.EMPTY);

		Probe.soon(this.listener.outcome);
		assertThat(this.probe.requests).containsExactly("a");
		assertThat(this.listener.events).containsExactly("headers", "still here", "close OK");
	}

	@Test
	void aDemandOfNothingIsRefused() {
		ClientStream<String> stream = start(Text.CHAT);

		assertThatIllegalArgumentException().isThrownBy(() -> stream.request(0));
		stream.cancel("over", null);
	}

	@Test
	void aCaptureTakesTheCallDown() {
		ResponseInfo info = new ResponseInfo();
		start(Text.CHAT, RpcOptions.NONE.capture(info));
		ServedCall<String> call = this.probe.call();
		call.sendHeaders(Metadata.of("x-server", "one"));
		Probe.soon(this.listener.headers);
		assertThat(info.headers().get("x-server")).isEqualTo("one");
		assertThat(info.isOver()).isFalse();

		call.close(Status.OK, Metadata.of("x-cost", "7"));

		Probe.soon(this.listener.outcome);
		assertThat(info.isOver()).isTrue();
		assertThat(info.trailers().get("x-cost")).isEqualTo("7");
		assertThat(info.peer()).isNotNull();
		assertThat(info.attempts()).isEqualTo(List.of());
		assertThat(info.timings().total()).isNotNull();
	}

	private ClientStream<String> start(MethodDescriptor<String, String> method) {
		return start(method, RpcOptions.NONE);
	}

	private ClientStream<String> start(MethodDescriptor<String, String> method, RpcOptions options) {
		return connect(service(method)).newStream(method, options, this.listener);
	}

	private FakeService service(MethodDescriptor<String, String> method) {
		return FakeService.builder().unary(Text.ECHO, (text) -> text).handle(method, this.probe).build();
	}

}
