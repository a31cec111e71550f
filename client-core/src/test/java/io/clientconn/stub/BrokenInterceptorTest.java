package io.clientconn.stub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * However an interceptor breaks a call, the caller hears why and no call is left open.
 */
@Timeout(10)
class BrokenInterceptorTest {

	private final ScriptedChannel silent = new ScriptedChannel((call) -> {
	}, Runnable::run);

	private final StatusException refusal = new StatusException(Status.of(StatusCode.UNAUTHENTICATED, "no token"));

	private final Channel refusing = new ThrowsAfterOpening(this.refusal).around(this.silent);

	@Test
	void aBlockingCallOpenedBeforeTheInterceptorThrewIsCancelled() {
		Channel broken = new ThrowsAfterOpening(new IllegalStateException("boom")).around(this.silent);

		StatusException thrown = catchThrowableOfType(StatusException.class,
				() -> ClientCalls.unary(broken, TestMethods.UNARY, "request", RpcOptions.NONE));

		assertThat(thrown.code()).isEqualTo(StatusCode.UNKNOWN);
		assertThat(thrown).hasRootCauseMessage("boom");
		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void aBlockingStreamOpenedBeforeTheInterceptorThrewIsCancelled() {
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> chat(this.refusing))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAUTHENTICATED));

		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void aFutureFailsAsTheInterceptorSaidThoughTheCancelledCallEndsFirst() {
		RpcFuture<String> future = ClientCalls.unaryAsync(this.refusing, TestMethods.UNARY, "request", RpcOptions.NONE);

		StatusException thrown = catchThrowableOfType(StatusException.class, future::await);

		assertThat(thrown.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void aSubscriberHearsOnceWhatTheInterceptorSaidThoughTheCancelledCallEndsFirst() {
		RecordingSubscriber subscriber = subscribe(this.refusing, new RecordingSubscriber((s) -> s.request(1)));

		assertUnauthenticated(subscriber);
	}

	@Test
	void aSubscriberHearsItOnceThoughTheCancelledCallEndsLater() {
		List<Runnable> callbacks = new ArrayList<>();
		ScriptedChannel slow = new ScriptedChannel((call) -> {
		}, callbacks::add);
		RecordingSubscriber subscriber = subscribe(new ThrowsAfterOpening(this.refusal).around(slow),
				new RecordingSubscriber());

		callbacks.forEach(Runnable::run);

		assertThat(callbacks).isNotEmpty();
		assertThat(subscriber.failures).hasSize(1);
	}

	@Test
	void aCallThatEndsBeforeItIsHandedOverCompletesItsSubscriber() {
		ScriptedChannel quick = new ScriptedChannel((call) -> call.end(StatusCode.OK), Runnable::run);

		RecordingSubscriber subscriber = subscribe(quick, new RecordingSubscriber((s) -> s.request(1)));

		assertThat(subscriber.signals).containsExactly("subscribed", "complete");
	}

	@Test
	void aBidirectionalCallThatCannotAskForResponsesIsCancelled() {
		Channel broken = new RefusesRequests(1, this.refusal).around(this.silent);

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> chat(broken))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAUTHENTICATED))
			.withMessageContaining("test.Service/Bidi");

		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void anUploadThatCannotAskForItsResponseIsCancelled() {
		Channel broken = new RefusesRequests(1, this.refusal).around(this.silent);

		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> ClientCalls.clientStreaming(broken, TestMethods.CLIENT, RpcOptions.NONE))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAUTHENTICATED));

		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void anErrorOutOfAskingCancelsTheCallAndIsThrownAsItIs() {
		NoClassDefFoundError error = new NoClassDefFoundError("com/example/Tracing");
		Channel broken = new RefusesRequests(1, error).around(this.silent);

		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> chat(broken)).isSameAs(error);

		assertThat(this.silent.call().cancelled).isCompleted();
	}

	@Test
	void aReaderThatCannotAskForMoreFailsAndCancelsTheCall() {
		Channel broken = new RefusesRequests(2, this.refusal).around(this.silent);
		BidiStreamingCall<String, String> call = chat(broken);
		this.silent.call().answer("1", "2", "3", "4", "5");
		call.read();
		call.read();
		call.read();

		assertThatExceptionOfType(StatusException.class).isThrownBy(call::read)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAUTHENTICATED));

		assertThat(this.silent.call().cancelled).isCompleted();
		call.close();
	}

	@Test
	void aSubscriberWhoseFirstDemandIsRefusedHearsTheError() {
		Channel broken = new RefusesRequests(1, this.refusal).around(this.silent);

		RecordingSubscriber subscriber = subscribe(broken, new RecordingSubscriber((s) -> s.request(1)));

		assertUnauthenticated(subscriber);
	}

	@Test
	void section3Rule16ALaterDemandThatIsRefusedReturnsNormallyAndTheSubscriberHearsTheError() {
		Channel broken = new RefusesRequests(2, this.refusal).around(this.silent);
		RecordingSubscriber subscriber = subscribe(broken, new RecordingSubscriber((s) -> s.request(1)));

		subscriber.subscription().request(1);

		assertUnauthenticated(subscriber);
	}

	private void assertUnauthenticated(RecordingSubscriber subscriber) {
		assertThat(subscriber.failures).singleElement()
			.isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAUTHENTICATED));
		assertThat(subscriber.signals).containsExactly("subscribed");
		assertThat(this.silent.call().cancelled).isCompleted();
	}

	private static RecordingSubscriber subscribe(Channel channel, RecordingSubscriber subscriber) {
		Flow.Publisher<String> publisher = ClientCalls.serverStreamingAsync(channel, TestMethods.SERVER, "request",
				RpcOptions.NONE);
		publisher.subscribe(subscriber);
		return subscriber;
	}

	private static BidiStreamingCall<String, String> chat(Channel channel) {
		return ClientCalls.bidiStreaming(channel, TestMethods.BIDI, RpcOptions.NONE);
	}

	/** Opens the call and throws it away. */
	private record ThrowsAfterOpening(RuntimeException failure) implements ClientInterceptor {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener, Channel next) {
			next.newStream(method, options, listener);
			throw this.failure;
		}

	}

	/** Its streams throw when asked for messages once too often. */
	private record RefusesRequests(int first, Throwable failure) implements ClientInterceptor {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener, Channel next) {
			return new RefusingStream<>(next.newStream(method, options, listener), this.first, this.failure);
		}

	}

	private static final class RefusingStream<Q> implements ClientStream<Q> {

		private final ClientStream<Q> inner;

		private final int first;

		private final Throwable failure;

		private int requests;

		RefusingStream(ClientStream<Q> inner, int first, Throwable failure) {
			this.inner = inner;
			this.first = first;
			this.failure = failure;
		}

		@Override
		public void send(Q message, int flags) {
			this.inner.send(message, flags);
		}

		@Override
		public void halfClose() {
			this.inner.halfClose();
		}

		@Override
		public void request(int count) {
			if (++this.requests < this.first) {
				this.inner.request(count);
			}
			else if (this.failure instanceof Error error) {
				throw error;
			}
			else {
				throw (RuntimeException) this.failure;
			}
		}

		@Override
		public void cancel(String reason, @Nullable Throwable cause) {
			this.inner.cancel(reason, cause);
		}

		@Override
		public boolean isReady() {
			return this.inner.isReady();
		}

	}

}
