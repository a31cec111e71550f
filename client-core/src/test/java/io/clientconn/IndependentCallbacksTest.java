package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.stub.ClientCalls;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of one connection with the runtime's own executor: their callbacks share threads,
 * and none waits for another one's.
 */
@Timeout(120)
class IndependentCallbacksTest {

	private static final int CALLS = 40;

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	@Test
	void callbacksOfCallsMayWaitForEachOther() throws Exception {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		CyclicBarrier all = new CyclicBarrier(CALLS);
		CountDownLatch ended = new CountDownLatch(CALLS);
		List<Recording> calls = echo(conn, ended, () -> new Waiting(all, ended));
		for (int i = 0; i < CALLS; i++) {
			assertThat(calls.get(i).heard).containsExactly("call " + i, StatusCode.OK.toString());
		}
	}

	@Test
	void aCallbackMayWaitForACallThatItMakes() throws Exception {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		CountDownLatch ended = new CountDownLatch(CALLS);
		List<Recording> calls = echo(conn, ended, () -> new Nested(conn, ended));
		for (int i = 0; i < CALLS; i++) {
			assertThat(calls.get(i).heard).containsExactly("call " + i + " again", StatusCode.OK.toString());
		}
	}

	private static List<Recording> echo(ClientConn conn, CountDownLatch ended, Supplier<Recording> listeners)
			throws InterruptedException {
		List<Recording> calls = new ArrayList<>();
		for (int i = 0; i < CALLS; i++) {
			Recording listener = listeners.get();
			ClientStream<String> stream = conn.newStream(TestServer.method("Echo"), RpcOptions.NONE, listener);
			stream.request(2);
			stream.send("call " + i, ClientStream.LAST);
			calls.add(listener);
		}
		assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
		return calls;
	}

	@Test
	void callbacksMayWaitForEachOtherWhileTheLastChannelCloses() throws Exception {
		TestServer server = this.fixture.server("one");
		ClientRuntime runtime = ClientRuntime.builder().eventLoopThreads(2).build();
		ClientConn conn = ClientConn.builder("static:///" + server.address()).plaintext().runtime(runtime).build();
		CyclicBarrier all = new CyclicBarrier(CALLS);
		CountDownLatch opened = new CountDownLatch(CALLS);
		CountDownLatch ended = new CountDownLatch(CALLS);
		for (int i = 0; i < CALLS; i++) {
			ClientStream<String> stream = conn.newStream(TestServer.method("Chat"), RpcOptions.NONE,
					new WaitingAtTheEnd(all, opened, ended));
			stream.request(2);
			stream.send("call " + i, 0);
		}
		assertThat(opened.await(60, TimeUnit.SECONDS)).isTrue();
		runtime.close();
		conn.close();
		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
		Await.until(() -> runtime.liveThreads().isEmpty(), "no thread is left");
	}

	/**
	 * Waits at the end of its call for the ends of all others.
	 */
	private record WaitingAtTheEnd(CyclicBarrier all, CountDownLatch opened,
			CountDownLatch ended) implements ResponseListener<String> {

		@Override
		public void onMessage(String message) {
			this.opened.countDown();
		}

		@Override
		public void onClose(CallOutcome outcome) {
			try {
				this.all.await(60, TimeUnit.SECONDS);
				this.ended.countDown();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Keeps what it hears, and the code at the end.
	 */
	private abstract static class Recording implements ResponseListener<String> {

		final List<String> heard = new ArrayList<>();

		private final CountDownLatch ended;

		Recording(CountDownLatch ended) {
			this.ended = ended;
		}

		@Override
		public final void onClose(CallOutcome outcome) {
			this.heard.add(outcome.status().code().toString());
			this.ended.countDown();
		}

	}

	/**
	 * Waits for all others.
	 */
	private static final class Waiting extends Recording {

		private final CyclicBarrier all;

		Waiting(CyclicBarrier all, CountDownLatch ended) {
			super(ended);
			this.all = all;
		}

		@Override
		public void onMessage(String message) {
			this.heard.add(message);
			try {
				this.all.await(60, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Waits in its callback for another call, whose end is a callback too.
	 */
	private static final class Nested extends Recording {

		private final ClientConn conn;

		Nested(ClientConn conn, CountDownLatch ended) {
			super(ended);
			this.conn = conn;
		}

		@Override
		public void onMessage(String message) {
			this.heard
				.add(ClientCalls.unaryAsync(this.conn, TestServer.method("Echo"), message + " again", RpcOptions.NONE)
					.await());
		}

	}

}
