package io.clientconn.internal.health;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.concurrent.Serializer;
import io.clientconn.config.Backoff;
import io.clientconn.internal.call.DirectStreams;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.FakeTransportFactory;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportListener;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One watch on one connection, with the clock standing still. */
class HealthWatchTest {

	private static final byte[] SERVING = { 8, 1 };

	private static final byte[] NOT_SERVING = { 8, 2 };

	private static final byte[] SERVICE_UNKNOWN = { 8, 3 };

	private static final String DENIED = "10.0.0.1:1 is connected, but the health check of 'shop.Orders' failed: "
			+ "grpc.health.v1.Health/Watch ended with PERMISSION_DENIED: no";

	private final ManualScheduler scheduler = new ManualScheduler();

	private final Serializer serializer = new Serializer(Runnable::run, (ex) -> {
		throw new AssertionError(ex);
	});

	private final FakeTransport transport = connect();

	private final List<String> heard = new ArrayList<>();

	private final Backoff backoff = new Backoff(Duration.ofSeconds(1), 1.6, 0, Duration.ofSeconds(120));

	private HealthWatch watch = watch("shop.Orders");

	@Test
	void theServiceIsAskedForOnAStreamWithoutDeadline() {
		start();

		FakeStream stream = stream();
		assertThat(stream.request().path()).isEqualTo("/grpc.health.v1.Health/Watch");
		assertThat(stream.request().hasDeadline()).isFalse();
		assertThat(stream.isHalfClosed()).isTrue();
		assertThat(stream.sent()).singleElement()
			.satisfies(
					(sent) -> assertThat(new String(sent, 7, sent.length - 7, java.nio.charset.StandardCharsets.UTF_8))
						.isEqualTo("shop.Orders"));
		assertThat(this.heard).isEmpty();
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void whatTheServerSaysIsToldOnceAndGivesTheWindowBack() {
		start();
		stream().respondHeaders(Metadata.EMPTY);
		stream().respondMessage(SERVING);
		stream().respondMessage(SERVING);
		stream().respondMessage(NOT_SERVING);
		stream().respondMessage(SERVING);

		assertThat(this.heard).containsExactly("READY", "TRANSIENT_FAILURE: UNAVAILABLE: 10.0.0.1:1 is connected, "
				+ "but the health check of 'shop.Orders' says NOT_SERVING", "READY");
		assertThat(stream().consumedBytes()).isEqualTo(4 * 7);
	}

	@Test
	void aServiceThatTheServerDoesNotKnowIsExplained() {
		start();
		stream().respondMessage(SERVICE_UNKNOWN);
		stream().respondMessage(new byte[] { 8, 77 });
		stream().respondMessage(new byte[0]);

		assertThat(this.heard.get(0)).contains("SERVICE_UNKNOWN").contains("does not know that service");
		assertThat(this.heard.get(1)).endsWith("says status 77");
		assertThat(this.heard.get(2)).endsWith("says UNKNOWN");
	}

	@Test
	void theWholeServerHasItsOwnWords() {
		this.watch = watch("");
		start();
		stream().respondMessage(NOT_SERVING);

		assertThat(this.heard).singleElement().asString().contains("the health check of the whole server says");
	}

	@Test
	void unimplementedCountsAsHealthyForEver() {
		start();
		end(Status.of(StatusCode.UNIMPLEMENTED, "no such service"));

		assertThat(this.heard).containsExactly("READY", "not offered: UNIMPLEMENTED: no such service");
		assertThat(this.transport.streams()).isEmpty();
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void anErrorIsToldAndTheNextQuestionFollowsAfterPausesThatGrow() {
		start();
		end(Status.of(StatusCode.PERMISSION_DENIED, "no"));
		assertThat(this.heard).containsExactly("TRANSIENT_FAILURE: UNAVAILABLE: " + DENIED);
		assertThat(this.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.transport.streams()).isEmpty();

		this.scheduler.advance(Duration.ofSeconds(1));
		assertThat(this.heard).endsWith("CONNECTING");
		end(Status.of(StatusCode.PERMISSION_DENIED, "no"));
		assertThat(this.scheduler.untilNext()).isEqualTo(Duration.ofMillis(1600));
		this.scheduler.advanceMillis(1600);
		stream().respondMessage(SERVING);
		assertThat(this.heard).endsWith("TRANSIENT_FAILURE: UNAVAILABLE: " + DENIED, "CONNECTING", "READY");
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void afterAnAnswerTheNextQuestionIsPutAtOnceEvenIfTheServerEndedWithOk() {
		start();
		stream().respondMessage(SERVING);
		FakeStream first = stream();
		this.scheduler.advance(Duration.ofMinutes(1));
		end(Status.OK);

		assertThat(this.heard).containsExactly("READY",
				"TRANSIENT_FAILURE: UNAVAILABLE: 10.0.0.1:1 is connected, "
						+ "but the health check of 'shop.Orders' failed: grpc.health.v1.Health/Watch ended with OK",
				"CONNECTING");
		assertThat(stream()).isNotSameAs(first);
		end(Status.of(StatusCode.PERMISSION_DENIED, "no"));
		assertThat(this.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void aServerThatAnswersAndEndsTheStreamAtOnceIsNotAskedInALoop() {
		start();
		for (int i = 0; i < 2; i++) {
			stream().respondMessage(SERVING);
			end(Status.OK);
		}

		assertThat(this.transport.streams()).isEmpty();
		assertThat(this.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void theEndOfTheWholeConnectionIsNotToldAsAFailureOfTheCheck() {
		start();
		stream().respondMessage(SERVING);
		this.transport.fail(Status.unavailable("connection lost"));
		assertThat(this.heard).containsExactly("READY");

		run(this.watch::stop);
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void aConnectionThatTakesNoStreamsAndLivesOnIsToldInTheEnd() {
		run(() -> this.transport.shutdown(Status.unavailable("draining")));
		start();
		assertThat(this.heard).isEmpty();
		this.scheduler.advance(Duration.ofSeconds(1));

		assertThat(this.heard).singleElement().asString().contains("takes no new calls");
		assertThat(this.scheduler.untilNext()).isEqualTo(Duration.ofMillis(1600));
	}

	@Test
	void aResetOfTheStreamIsToldAtOnce() {
		start();
		run(() -> stream()
			.end(StreamOutcome.transport(Status.unavailable("reset"), StreamOutcome.Progress.REFUSED, 7)));

		assertThat(this.heard).singleElement().asString().endsWith("ended with UNAVAILABLE: reset");
	}

	@Test
	void anAnswerThatCannotBeReadEndsTheStreamAndIsAskedForAgain() {
		start();
		FakeStream stream = stream();
		stream.respondMessage(new byte[] { 8 });

		assertThat(stream.isEnded()).isTrue();
		assertThat(this.heard).singleElement().asString().contains("INTERNAL: a message of the server cannot be read");
		assertThat(this.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void afterTheStopTheStreamIsCancelledAndNothingIsHeard() {
		start();
		FakeStream stream = stream();
		run(this.watch::stop);
		assertThat(stream.cancelReason()).isNotNull();
		assertThat(this.transport.streams()).isEmpty();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void aStopEndsThePauseToo() {
		start();
		end(Status.of(StatusCode.PERMISSION_DENIED, "no"));
		run(this.watch::stop);

		assertThat(this.scheduler.pending()).isZero();
		assertThat(this.transport.streams()).isEmpty();
	}

	@Test
	void whoStopsItWhenItHearsAFailureIsNotAskedAgain() {
		this.watch = new HealthWatch(settings(), this.transport, "shop.Orders", new HealthListener() {
			@Override
			public void healthChanged(ConnectivityState state, Status reason) {
				HealthWatchTest.this.watch.stop();
			}

			@Override
			public void notOffered(Status answer) {
			}
		});
		start();
		end(Status.of(StatusCode.PERMISSION_DENIED, "no"));

		assertThat(this.scheduler.pending()).isZero();
		assertThat(this.transport.streams()).isEmpty();
	}

	private void start() {
		run(this.watch::start);
	}

	private void end(Status status) {
		run(() -> stream().respondStatus(status, Metadata.EMPTY));
	}

	private void run(Runnable task) {
		this.serializer.execute(task);
	}

	private FakeStream stream() {
		return this.transport.lastStream();
	}

	private HealthWatch watch(String service) {
		return new HealthWatch(settings(), this.transport, service, new HealthListener() {
			@Override
			public void healthChanged(ConnectivityState state, Status reason) {
				HealthWatchTest.this.heard.add(reason.isOk() ? state.name() : state + ": " + reason);
			}

			@Override
			public void notOffered(Status answer) {
				HealthWatchTest.this.heard.add("not offered: " + answer);
			}
		});
	}

	private WatchSettings settings() {
		DirectStreams streams = new DirectStreams(new MessageFramer(UnpooledByteBufAllocator.DEFAULT), "orders",
				Metadata.EMPTY, null, Runnable::run, this.scheduler);
		return new WatchSettings("10.0.0.1:1", streams, this.serializer, this.scheduler,
				(retries) -> this.backoff.delayNanos(retries, new java.util.Random(1)));
	}

	private static FakeTransport connect() {
		FakeTransport made = new FakeTransportFactory().connect(
				new ConnectRequest(Address.of(InetSocketAddress.createUnresolved("10.0.0.1", 1)), "orders", 1),
				new TransportListener() {
					@Override
					public void ready() {
					}

					@Override
					public void draining(Status reason) {
					}

					@Override
					public void closed(Status reason) {
					}
				});
		made.becomeReady();
		return made;
	}

}
