package io.clientconn.grpcjava;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B10 and B11: what ends a call from outside. What runs on both sides shows that the rule
 * is grpc-java's.
 */
class DeadlineAndContextTest extends CallFixture {

	DeadlineAndContextTest() throws IOException {
	}

	@ParameterizedTest
	@EnumSource
	void b10ADeadlineThatHasPassedOpensNoStream(Side side) throws Exception {
		unary(call(side, MethodType.UNARY, (options) -> options.withDeadline(Deadline.after(-1, TimeUnit.SECONDS))),
				new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
		assertThat(this.heard.status().getDescription())
			.startsWith("ClientCall started after CallOptions deadline was exceeded");
		assertThat(this.heard.events()).hasSize(1);
		assertThat(this.server.headers).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void b10ADeadlineThatPassesSaysSo(Side side) throws Exception {
		warmUp(side);
		this.server.on(MethodType.UNARY, (call, headers) -> silent(call));
		unary(call(side, MethodType.UNARY, (options) -> options.withDeadlineAfter(500, TimeUnit.MILLISECONDS)),
				new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
		assertThat(this.heard.status().getDescription()).matches("CallOptions deadline exceeded after .*s. \\[.*\\]");
	}

	@ParameterizedTest
	@EnumSource
	void b10TheEarlierOfTwoDeadlinesCounts(Side side) throws Exception {
		warmUp(side);
		this.server.on(MethodType.UNARY, (call, headers) -> silent(call));
		var timer = java.util.concurrent.Executors.newSingleThreadScheduledExecutor();
		Context.CancellableContext context = Context.current().withDeadlineAfter(500, TimeUnit.MILLISECONDS, timer);
		Context before = context.attach();
		try {
			unary(call(side, MethodType.UNARY, (options) -> options.withDeadlineAfter(1, TimeUnit.HOURS)),
					new Metadata());
		}
		finally {
			context.detach(before);
		}
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
		assertThat(this.heard.status().getDescription()).startsWith("Context deadline exceeded after ");
		context.cancel(null);
		timer.shutdownNow();
	}

	@ParameterizedTest
	@EnumSource
	void b11ACancelledContextCancelsTheCall(Side side) throws Exception {
		Context.CancellableContext context = Context.current().withCancellation();
		Context before = context.attach();
		ClientCall<String, String> call = call(side, MethodType.BIDI_STREAMING);
		context.detach(before);
		call.start(this.heard, new Metadata());
		call.request(1);
		call.sendMessage("one");
		assertThat(this.heard.message()).isEqualTo("one");
		context.cancel(new IllegalStateException("the caller has gone"));
		Status status = this.heard.status();
		assertThat(status.getCode()).isEqualTo(Status.Code.CANCELLED);
		assertThat(status.getCause()).hasMessage("the caller has gone");
	}

	@ParameterizedTest
	@EnumSource
	void b11ACallOfACancelledContextOpensNoStream(Side side) throws Exception {
		Context.CancellableContext context = Context.current().withCancellation();
		context.cancel(new IllegalStateException("gone before"));
		Context before = context.attach();
		ClientCall<String, String> call = call(side, MethodType.UNARY);
		context.detach(before);
		unary(call, new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.CANCELLED);
		assertThat(this.heard.status().getCause()).hasMessage("gone before");
		assertThat(this.server.headers).isEmpty();
	}

	/**
	 * A hundred thousand calls, a thousand at a time, that end in all ways there are.
	 */
	@Test
	void b11CallsLeaveNothingInTheContext() throws Exception {
		this.channel = Side.CLIENT_CONN.channel(this.server.port()).directExecutor().build();
		warmUp(Side.CLIENT_CONN);
		Context.CancellableContext context = Context.current().withCancellation();
		Context before = context.attach();
		try {
			for (int round = 0; round < 100; round++) {
				CountDownLatch over = new CountDownLatch(1000);
				for (int i = 0; i < 1000; i++) {
					one(i % 4, over);
				}
				assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
				this.server.headers.clear();
				this.server.cancelled.clear();
			}
		}
		finally {
			context.detach(before);
		}
		this.channel.shutdown();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		var count = Context.CancellableContext.class.getDeclaredMethod("listenerCount");
		count.setAccessible(true);
		assertThat(count.invoke(context)).isEqualTo(0);
		context.cancel(null);
	}

	private void one(int kind, CountDownLatch over) {
		MethodType type = (kind == 1) ? MethodType.BIDI_STREAMING : MethodType.UNARY;
		ClientCall<String, String> call = call(Side.CLIENT_CONN, type, (options) -> switch (kind) {
			case 2 -> options.withDeadline(Deadline.after(-1, TimeUnit.SECONDS));
			case 3 -> options.withMaxOutboundMessageSize(0);
			default -> options;
		});
		call.start(new ClientCall.Listener<>() {

			@Override
			public void onClose(Status status, Metadata trailers) {
				over.countDown();
			}

		}, new Metadata());
		call.request(2);
		call.sendMessage("x");
		if (kind == 1) {
			call.cancel("enough", null);
		}
		else {
			call.halfClose();
		}
	}

}
