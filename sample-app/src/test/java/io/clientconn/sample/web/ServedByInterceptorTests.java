package io.clientconn.sample.web;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.sample.routeguide.Feature;
import io.clientconn.sample.routeguide.RouteGuideMethods;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServedByInterceptorTests {

	private static final PeerInfo PEER = new PeerInfo(new InetSocketAddress(1), new InetSocketAddress(2), null);

	private final ServedBy servedBy = new ServedBy();

	private final RecordingListener user = new RecordingListener();

	@Test
	void theServerIsKnownFromTheHeaders() {
		ResponseListener<Feature> inner = intercept(this.servedBy.options());

		inner.onHeaders(Metadata.of("served-by", "server-1"), PEER);

		assertThat(this.servedBy.server()).isEqualTo("server-1");
	}

	@Test
	void theServerOfATrailersOnlyAnswerIsKnownFromTheTrailers() {
		ResponseListener<Feature> inner = intercept(this.servedBy.options());

		inner.onClose(new CallOutcome(Status.of(StatusCode.NOT_FOUND, "gone"), Metadata.of("served-by", "server-2"),
				PEER, CallOutcome.Origin.SERVER, CallOutcome.NO_HTTP2_ERROR, List.of()));

		assertThat(this.servedBy.server()).isEqualTo("server-2");
	}

	@Test
	void theCallHearsEverything() {
		ResponseListener<Feature> inner = intercept(this.servedBy.options());

		inner.onHeaders(Metadata.EMPTY, PEER);
		inner.onReady();
		inner.onMessage(Feature.getDefaultInstance());
		inner.onClose(CallOutcome.local(Status.of(StatusCode.CANCELLED, "enough")));

		assertThat(this.user.events).containsExactly("headers", "ready", "message", "close CANCELLED");
		assertThat(this.servedBy.server()).isNull();
	}

	@Test
	void aCallThatDoesNotAskIsLeftAlone() {
		assertThat(intercept(RpcOptions.NONE)).isSameAs(this.user);
	}

	private ResponseListener<Feature> intercept(RpcOptions options) {
		CapturingChannel end = new CapturingChannel();
		new ServedByInterceptor().newStream(RouteGuideMethods.GET_FEATURE, options, this.user, end);
		@SuppressWarnings("unchecked") // the only call of this channel answers features
		ResponseListener<Feature> captured = (ResponseListener<Feature>) end.listener;
		return captured;
	}

	/** Keeps the listener that reached the end of the chain. */
	private static final class CapturingChannel implements Channel {

		private @Nullable ResponseListener<?> listener;

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener) {
			this.listener = listener;
			return new NoStream<>();
		}

		@Override
		public String authority() {
			return "test";
		}

	}

	private record NoStream<Q>() implements ClientStream<Q> {

		@Override
		public void send(Q message, int flags) {
		}

		@Override
		public void halfClose() {
		}

		@Override
		public void request(int count) {
		}

		@Override
		public void cancel(String reason, @Nullable Throwable cause) {
		}

		@Override
		public boolean isReady() {
			return true;
		}

	}

	private static final class RecordingListener implements ResponseListener<Feature> {

		private final List<String> events = new ArrayList<>();

		@Override
		public void onHeaders(Metadata headers, PeerInfo peer) {
			this.events.add("headers");
		}

		@Override
		public void onReady() {
			this.events.add("ready");
		}

		@Override
		public void onMessage(Feature message) {
			this.events.add("message");
		}

		@Override
		public void onClose(CallOutcome outcome) {
			this.events.add("close " + outcome.status().code());
		}

	}

}
