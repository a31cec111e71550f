package io.clientconn.rpc;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.testing.RecordingListener;
import io.clientconn.testing.TextMarshaller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InterceptedChannelTest {

	private static final String REASON = "an interceptor failed to start the call";

	private static final MethodDescriptor<String, String> METHOD = MethodDescriptor.of("test.Service/Method",
			MethodDescriptor.Kind.BIDI_STREAMING, new TextMarshaller(), new TextMarshaller());

	private final Calls calls = new Calls();

	private final List<Channel> nexts = new ArrayList<>();

	private Throwable failure;

	@BeforeEach
	void anException() {
		this.failure = new IllegalStateException("boom");
	}

	@Test
	void whatThrowsAfterOpeningCancelsTheCallAndIsThrownOn() {
		Channel channel = opening(1).around(this.calls);

		assertThatThrownBy(() -> start(channel)).isSameAs(this.failure);

		assertThat(this.calls.opened).singleElement().satisfies((call) -> {
			assertThat(call.reasons).containsExactly(REASON);
			assertThat(call.cause).isSameAs(this.failure);
		});
	}

	@Test
	void anErrorCancelsTheCallToo() {
		this.failure = new NoClassDefFoundError("com/example/Tracing");
		Channel channel = opening(1).around(this.calls);

		assertThatThrownBy(() -> start(channel)).isSameAs(this.failure);

		assertThat(this.calls.opened).singleElement()
			.satisfies((call) -> assertThat(call.reasons).containsExactly(REASON));
	}

	@Test
	void everyCallThatItOpenedIsCancelledThoughCancellingOneThrows() {
		this.calls.cancelFailure = new IllegalStateException("cannot cancel");
		Channel channel = opening(3).around(this.calls);

		assertThatThrownBy(() -> start(channel)).isSameAs(this.failure)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(3).containsOnly(this.calls.cancelFailure));

		assertThat(this.calls.opened).hasSize(3).allSatisfy((call) -> assertThat(call.reasons).containsExactly(REASON));
	}

	@Test
	void aCallOfAnInnerInterceptorIsCancelledWhenTheOuterOneThrows() {
		Channel channel = opening(1).around(opening(1, false).around(this.calls));

		assertThatThrownBy(() -> start(channel)).isSameAs(this.failure);

		assertThat(this.calls.opened).singleElement()
			.satisfies((call) -> assertThat(call.reasons).containsExactly(REASON));
	}

	@Test
	void whatThrowsBeforeOpeningIsThrownOn() {
		assertThatThrownBy(() -> start(opening(0).around(this.calls))).isSameAs(this.failure);

		assertThat(this.calls.opened).isEmpty();
	}

	@Test
	void callsOpenedLaterBelongToWhoeverOpensThem() {
		assertThatThrownBy(() -> start(opening(1).around(this.calls))).isSameAs(this.failure);

		start(this.nexts.get(0));

		assertThat(this.calls.opened).extracting((call) -> call.reasons.size()).containsExactly(1, 0);
	}

	@Test
	void theCallOfAnInterceptorThatReturnsIsItsOwnStream() {
		ClientStream<String> stream = start(opening(1, false).around(this.calls));

		assertThat(stream).isSameAs(this.calls.opened.get(0));
		assertThat(this.calls.opened.get(0).reasons).isEmpty();
		assertThat(this.nexts.get(0).authority()).isEqualTo("calls");
		assertThat(this.nexts.get(0)).hasToString("Calls");
	}

	private ClientInterceptor opening(int count) {
		return opening(count, true);
	}

	private ClientInterceptor opening(int count, boolean throwing) {
		return new ClientInterceptor() {
			@Override
			public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
					ResponseListener<R> listener, Channel next) {
				InterceptedChannelTest.this.nexts.add(next);
				ClientStream<Q> last = null;
				for (int i = 0; i < count; i++) {
					last = next.newStream(method, options, listener);
				}
				if (throwing) {
					sneak(InterceptedChannelTest.this.failure);
				}
				return last;
			}
		};
	}

	private static void sneak(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		throw (RuntimeException) failure;
	}

	private static ClientStream<String> start(Channel channel) {
		return channel.newStream(METHOD, RpcOptions.NONE, new RecordingListener());
	}

	/** Opens calls that go nowhere. */
	private static final class Calls implements Channel {

		private final List<Call<?>> opened = new ArrayList<>();

		private @Nullable RuntimeException cancelFailure;

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener) {
			Call<Q> call = new Call<>(this.cancelFailure);
			this.opened.add(call);
			return call;
		}

		@Override
		public String authority() {
			return "calls";
		}

		@Override
		public String toString() {
			return "Calls";
		}

	}

	/** Notes why it was cancelled. */
	private static final class Call<Q> implements ClientStream<Q> {

		private final List<String> reasons = new ArrayList<>();

		private final @Nullable RuntimeException cancelFailure;

		private @Nullable Throwable cause;

		private Call(@Nullable RuntimeException cancelFailure) {
			this.cancelFailure = cancelFailure;
		}

		@Override
		public void send(Q message, int flags) {
			throw new AssertionError("nothing is sent");
		}

		@Override
		public void halfClose() {
			throw new AssertionError("nothing is sent");
		}

		@Override
		public void request(int count) {
			throw new AssertionError("nothing is asked for");
		}

		@Override
		public void cancel(String reason, @Nullable Throwable why) {
			this.reasons.add(reason);
			this.cause = why;
			if (this.cancelFailure != null) {
				throw this.cancelFailure;
			}
		}

		@Override
		public boolean isReady() {
			return false;
		}

	}

}
