package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What a capture takes down of calls to a real server. */
@Timeout(60)
class CapturedCallTest {

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final ResponseInfo info = new ResponseInfo();

	private final RpcOptions options = RpcOptions.NONE.capture(this.info);

	@Test
	void aCaptureIsEmptyBeforeTheCall() {
		assertThat(this.info.isOver()).isFalse();
		assertThat(this.info.status()).isNull();
		assertThat(this.info.headers().isEmpty()).isTrue();
		assertThat(this.info.trailers().isEmpty()).isTrue();
		assertThat(this.info.peer()).isNull();
		assertThat(this.info.attempts()).isEmpty();
		assertThat(this.info.timings()).isEqualTo(new ResponseInfo.Timings(null, null, null));
	}

	@Test
	void aBlockingCallIsTakenDownWhenItReturns() {
		TestServer server = this.fixture.server("one");

		RealServerFixture.echo(this.fixture.connectTo(server), "hello", this.options);

		assertThat(this.info.status().isOk()).isTrue();
		assertThat(this.info.headers().get("served-by")).isEqualTo("one");
		assertThat(this.info.peer()).hasToString(server.address());
		assertThat(this.info.attempts()).isEmpty();
		ResponseInfo.Timings timings = this.info.timings();
		assertThat(timings.toHeaders()).isPositive();
		assertThat(timings.toFirstMessage()).isGreaterThanOrEqualTo(timings.toHeaders());
		assertThat(timings.total()).isGreaterThanOrEqualTo(timings.toFirstMessage());
	}

	@Test
	void aFailedCallIsTakenDownWhenItThrows() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));

		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> RealServerFixture.echo(conn, "fail:NOT_FOUND:gone", this.options));

		assertThat(this.info.status().code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(this.info.trailers().get("why")).isEqualTo("asked-to");
		assertThat(this.info.timings().toFirstMessage()).isNull();
		assertThat(this.info.timings().total()).isPositive();
	}

	@Test
	void aFutureIsTakenDownWhenItCompletes() throws Exception {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		RpcFuture<String> future = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hello", this.options);

		assertThat(future.thenApply((hello) -> this.info.isOver()).get(10, TimeUnit.SECONDS)).isTrue();

		assertThat(this.info.headers().get("served-by")).isEqualTo("one");
	}

	@Test
	void aStreamIsTakenDownAsItGoesOn() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		try (BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(conn, TestServer.method("Chat"),
				this.options)) {
			chat.write("a");
			assertThat(chat.read()).isEqualTo("a");
			assertThat(this.info.headers().get("served-by")).isEqualTo("one");
			assertThat(this.info.isOver()).isFalse();
			chat.halfClose();
			assertThat(chat.read()).isNull();
			assertThat(this.info.isOver()).isTrue();
		}
	}

	@Test
	void everyOtherKindOfStreamIsTakenDownToo() throws Exception {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		try (ServerStreamingCall<String> count = ClientCalls.serverStreaming(conn, TestServer.method("Count"), "3",
				this.options)) {
			count.forEach((number) -> assertThat(this.info.timings().toFirstMessage()).isPositive());
			assertThat(this.info.isOver()).isTrue();
		}
		ResponseInfo upload = new ResponseInfo();
		try (ClientStreamingCall<String, String> join = ClientCalls.clientStreaming(conn, TestServer.method("Join"),
				RpcOptions.NONE.capture(upload))) {
			assertThat(ClientCalls.sendAll(join, List.of("a", "b"))).isEqualTo("a,b");
		}
		assertThat(upload.headers().get("served-by")).isEqualTo("one");
		ResponseInfo published = new ResponseInfo();
		Numbers numbers = new Numbers();
		ClientCalls.serverStreamingAsync(conn, TestServer.method("Count"), "2", RpcOptions.NONE.capture(published))
			.subscribe(numbers);
		assertThat(numbers.all.get(10, TimeUnit.SECONDS)).containsExactly("1", "2");
		assertThat(published.isOver()).isTrue();
	}

	@Test
	void interceptorsDoNotHideAnything() {
		TestServer server = this.fixture.server("one");
		ClientConn plain = this.fixture.connectTo(server);
		ClientInterceptor addsHeader = new ClientInterceptor() {

			@Override
			public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions asked,
					ResponseListener<R> listener, Channel next) {
				return next.newStream(method, asked.header("x-added", "yes"), listener);
			}

		};
		ClientConn conn = this.fixture.track(this.fixture.builder(plain.target()).intercept(addsHeader).build());

		RealServerFixture.echo(conn, "hello", this.options);

		assertThat(this.info.headers().get("served-by")).isEqualTo("one");
		assertThat(server.headers().get(0).keys()).contains("x-added");
	}

	@Test
	void aSuccessTellsOfTheAttemptsBeforeIt() throws Exception {
		TestServer limited = this.fixture.track(TestServer.startWithLimit("one", 1));
		TestServer other = this.fixture.server("two");
		ClientConn conn = this.fixture.connectTo(limited, other);
		Await.until(() -> {
			RealServerFixture.echo(conn, "hello");
			return limited.calls() > 0 && other.calls() > 0;
		}, "both servers are called");
		int before = limited.calls();
		List<RpcFuture<String>> hangs = List.of(hang(conn), hang(conn));
		Await.until(() -> limited.calls() > before, "a call hangs on the limited server");
		// Of these every second one waits for its turn on the limited server.
		List<ResponseInfo> infos = new ArrayList<>();
		List<RpcFuture<String>> echoes = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			infos.add(new ResponseInfo());
			echoes.add(ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hello",
					RpcOptions.NONE.capture(infos.get(i))));
		}

		limited.stopHard();

		for (RpcFuture<String> echo : echoes) {
			assertThat(echo.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
		}
		assertThat(infos).anySatisfy((captured) -> {
			assertThat(captured.attempts()).hasSize(1);
			assertThat(captured.attempts().get(0).peer()).hasToString(limited.address());
			assertThat(captured.peer()).hasToString(other.address());
		});
		hangs.forEach((hang) -> hang.cancel(true));
	}

	@Test
	void aSecondCallTakesThePlaceOfTheFirst() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> RealServerFixture.echo(conn, "fail:NOT_FOUND:gone", this.options));

		RealServerFixture.echo(conn, "hello", this.options);

		assertThat(this.info.status().isOk()).isTrue();
		assertThat(this.info.trailers().get("why")).isNull();
	}

	@Test
	void theServerSeesTheAuthorityOfTheCall() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);

		RealServerFixture.echo(conn, "hello", RpcOptions.NONE.authority("tenant-7.example:443"));
		RealServerFixture.echo(conn, "hello");

		assertThat(server.authorities()).containsExactly("tenant-7.example:443", conn.authority());
	}

	@Test
	void whatCannotBeAnAuthorityIsRefusedBeforeTheCall() {
		for (String text : List.of("", "two words", "host/path", "user\n", "ü.example")) {
			assertThatIllegalArgumentException().isThrownBy(() -> RpcOptions.NONE.authority(text))
				.withMessageContaining("is not an authority");
		}
		assertThat(RpcOptions.NONE.authority("[::1]:443").authority(null).authority()).isNull();
	}

	private static RpcFuture<String> hang(ClientConn conn) {
		return ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hang", RpcOptions.NONE);
	}

	/** Asks for everything. */
	private static final class Numbers implements Flow.Subscriber<String> {

		private final CompletableFuture<List<String>> all = new CompletableFuture<>();

		private final List<String> seen = new ArrayList<>();

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(String number) {
			this.seen.add(number);
		}

		@Override
		public void onError(Throwable failure) {
			this.all.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			this.all.complete(this.seen);
		}

	}

}
