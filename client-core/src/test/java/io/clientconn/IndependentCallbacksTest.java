package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

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
		List<Waiting> calls = new ArrayList<>();
		for (int i = 0; i < CALLS; i++) {
			Waiting waiting = new Waiting(all, ended);
			ClientStream<String> stream = conn.newStream(TestServer.method("Echo"), RpcOptions.NONE, waiting);
			stream.request(2);
			stream.send("call " + i, ClientStream.LAST);
			calls.add(waiting);
		}
		assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < CALLS; i++) {
			assertThat(calls.get(i).heard).containsExactly("call " + i, StatusCode.OK.toString());
		}
	}

	@Test
	void aCallbackMayWaitForACallThatItMakes() throws Exception {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		CountDownLatch ended = new CountDownLatch(CALLS);
		List<Nested> calls = new ArrayList<>();
		for (int i = 0; i < CALLS; i++) {
			Nested nested = new Nested(conn, ended);
			ClientStream<String> stream = conn.newStream(TestServer.method("Echo"), RpcOptions.NONE, nested);
			stream.request(2);
			stream.send("call " + i, ClientStream.LAST);
			calls.add(nested);
		}
		assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < CALLS; i++) {
			assertThat(calls.get(i).heard).containsExactly("call " + i + " again", StatusCode.OK.toString());
		}
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
	 * Waits for all others.
	 */
	private static final class Waiting implements ResponseListener<String> {

		private final List<String> heard = new ArrayList<>();

		private final CyclicBarrier all;

		private final CountDownLatch ended;

		Waiting(CyclicBarrier all, CountDownLatch ended) {
			this.all = all;
			this.ended = ended;
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

		@Override
		public void onClose(CallOutcome outcome) {
			this.heard.add(outcome.status().code().toString());
			this.ended.countDown();
		}

	}

	/**
	 * Waits in its callback for another call, whose end is a callback too.
	 */
	private static final class Nested implements ResponseListener<String> {

		private final List<String> heard = new ArrayList<>();

		private final ClientConn conn;

		private final CountDownLatch ended;

		Nested(ClientConn conn, CountDownLatch ended) {
			this.conn = conn;
			this.ended = ended;
		}

		@Override
		public void onMessage(String message) {
			this.heard
				.add(ClientCalls.unaryAsync(this.conn, TestServer.method("Echo"), message + " again", RpcOptions.NONE)
					.await());
		}

		@Override
		public void onClose(CallOutcome outcome) {
			this.heard.add(outcome.status().code().toString());
			this.ended.countDown();
		}

	}

}
