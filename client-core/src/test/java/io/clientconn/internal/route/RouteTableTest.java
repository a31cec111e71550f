package io.clientconn.internal.route;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.balancer.PickArgs;
import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConn;
import io.clientconn.config.ServiceConfig;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FakePick;
import io.clientconn.testing.FakeTransportFactory;
import io.clientconn.testing.ManualExecutor;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class RouteTableTest {

	private static final Address ADDRESS = Address.of(InetSocketAddress.createUnresolved("h", 1));

	private final ManualExecutor control = new ManualExecutor();

	private final AtomicInteger wakeUps = new AtomicInteger();

	private final RouteTable table = new RouteTable(this.control, this.wakeUps::incrementAndGet);

	@Test
	void aPickOfAnIdleChannelWaitsAndWakesIt() {
		FakePick pick = FakePick.failFast();

		PendingPick pending = this.table.pick(pick, true);

		assertThat(pending).isNotNull();
		assertThat(this.wakeUps).hasValue(1);
		assertThat(this.table.waiting()).isOne();
		this.table.publish(RouteSnapshot.unresolved(ConnectivityState.CONNECTING));
		assertThat(this.table.waiting()).isOne();
		assertThat(this.wakeUps).hasValue(1);
	}

	@Test
	void itGoesIdleOnlyWithoutCallsAndIsOtherwiseAsItWas() {
		ClientTransport transport = transport();
		publish(Picker.always(PickResult.use(new Fixed(transport))));
		this.table.calls().began();

		assertThat(this.table.publishIdle()).isFalse();
		FakePick during = FakePick.failFast();
		assertThat(this.table.pick(during, true)).isNull();
		assertThat(during.transport()).isSameAs(transport);
		this.table.calls().ended(1);

		assertThat(this.table.publishIdle()).isTrue();
		assertThat(this.table.current().state()).isEqualTo(ConnectivityState.IDLE);
		FakePick later = FakePick.failFast();
		this.table.pick(later, true);
		assertThat(later.isWaiting()).isTrue();
		assertThat(this.wakeUps).hasValue(1);
	}

	@Test
	void aClosedTableDoesNotGoIdle() {
		this.table.close(Status.unavailable("closed"));

		this.table.publishIdle();

		assertThat(this.table.current().state()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	@Test
	void aPublishedConnectionResumesWhoWaits() {
		FakePick pick = waiting(FakePick.failFast());
		ClientTransport transport = transport();

		publish(Picker.always(PickResult.use(new Fixed(transport))));

		assertThat(pick.transport()).isSameAs(transport);
		assertThat(this.table.waiting()).isZero();
	}

	@Test
	void aReadyChannelAnswersOnTheCallersStack() {
		publish(Picker.always(PickResult.use(new Fixed(transport()))));
		FakePick pick = FakePick.failFast();

		assertThat(this.table.pick(pick, true)).isNull();
		assertThat(pick.heard()).containsExactly("picked");
	}

	@Test
	void aFailureEndsAPickThatDoesNotWaitAndADropEndsEveryPick() {
		FakePick fast = waiting(FakePick.failFast());
		FakePick patient = waiting(FakePick.waitForReady());

		publish(Picker.always(PickResult.fail(Status.unavailable("refused"))));
		assertThat(fast.failure()).isEqualTo("UNAVAILABLE: refused");
		assertThat(patient.isWaiting()).isTrue();
		assertThat(patient.latestError()).isEqualTo("UNAVAILABLE: refused");
		publish(Picker.always(PickResult.drop(Status.unavailable("no entry"))));

		assertThat(patient.failure()).isEqualTo("UNAVAILABLE: no entry");
	}

	@ParameterizedTest
	@EnumSource(value = StatusCode.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
	void aCodeThatBelongsToTheApplicationBecomesInternal(StatusCode code) {
		boolean reserved = Set
			.of("INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
					"DATA_LOSS")
			.contains(code.name());
		String expected = reserved ? "INTERNAL: the load balancer failed the call with " + code : code + ": no entry";

		publish(Picker.always(PickResult.drop(Status.of(code, "no entry"))));
		FakePick dropped = FakePick.waitForReady();
		this.table.pick(dropped, true);
		publish(Picker.always(PickResult.fail(Status.of(code, "no entry"))));
		FakePick failed = FakePick.failFast();
		this.table.pick(failed, true);

		assertThat(dropped.failure()).startsWith(expected).endsWith("no entry");
		assertThat(failed.failure()).isEqualTo(dropped.failure());
	}

	@Test
	void aConnectionThatIsGoneOrUnwantedMakesThePickWaitAndItsTrackerHearsTheEnd() {
		List<String> tracked = new ArrayList<>();
		ClientTransport unwanted = transport();
		publish(tracked(null, tracked));
		FakePick pick = waiting(FakePick.failFast().avoid(unwanted));
		publish(tracked(unwanted, tracked));

		assertThat(pick.isWaiting()).isTrue();
		assertThat(tracked).hasSize(2).allMatch((text) -> text.startsWith("UNAVAILABLE"));
		publish(tracked(transport(), tracked));
		assertThat(pick.heard()).containsExactly("picked");
		assertThat(tracked).hasSize(2);
	}

	@Test
	void aCancelledPickLeavesNoTraceAndHearsNothing() {
		FakePick pick = FakePick.failFast();
		PendingPick pending = this.table.pick(pick, true);

		pending.cancel();
		pending.cancel();

		assertThat(this.table.waiting()).isZero();
		publish(Picker.always(PickResult.use(new Fixed(transport()))));
		assertThat(pick.isWaiting()).isTrue();
	}

	@Test
	void aCallThatEndedWhileItWaitedIsNotPicked() {
		FakePick pick = waiting(FakePick.failFast());
		pick.end();

		publish(Picker.always(PickResult.use(new Fixed(transport()))));

		assertThat(pick.isWaiting()).isTrue();
		assertThat(this.table.waiting()).isZero();
	}

	@Test
	void aPickerOfTheUsersRunsOnTheCallersThreadOrOnTheControlExecutorOnly() {
		FakePick parked = waiting(FakePick.failFast());
		ClientTransport transport = transport();
		Picker own = (args) -> PickResult.use(new Fixed(transport));

		publish(own);
		assertThat(parked.isWaiting()).isTrue();
		this.control.runAll();
		assertThat(parked.transport()).isSameAs(transport);

		FakePick onLoop = FakePick.failFast();
		this.table.pick(onLoop, false);
		assertThat(onLoop.isWaiting()).isTrue();
		this.control.runAll();
		assertThat(onLoop.transport()).isSameAs(transport);

		FakePick onCaller = FakePick.failFast();
		this.table.pick(onCaller, true);
		assertThat(onCaller.transport()).isSameAs(transport);
	}

	@Test
	void aPickOnItsWayToTheControlExecutorCanBeCancelled() {
		publish((args) -> PickResult.use(new Fixed(transport())));
		FakePick pick = FakePick.failFast();

		this.table.pick(pick, false).cancel();
		this.control.runAll();

		assertThat(pick.isWaiting()).isTrue();
	}

	@Test
	void aPickerThatThrowsFailsTheCallNotTheCaller() {
		FakePick pick = FakePick.waitForReady();
		publish((args) -> {
			throw new IllegalStateException("my bug");
		});

		this.table.pick(pick, true);

		assertThat(pick.failure()).startsWith("INTERNAL").contains("my bug");
	}

	@Test
	@SuppressWarnings("NullAway") // What a user without null checks can do.
	void aPickerThatAnswersNothingFailsTheCallNotTheCaller() {
		FakePick pick = FakePick.waitForReady();
		publish((args) -> null);

		this.table.pick(pick, true);

		assertThat(pick.failure()).startsWith("INTERNAL");
	}

	@Test
	void oneTrackerThatThrowsDoesNotStrandTheOthersThatWait() {
		FakePick first = waiting(FakePick.failFast());
		FakePick second = waiting(FakePick.failFast());
		AtomicInteger asked = new AtomicInteger();

		publish(new BuiltIn(
				(args) -> (asked.getAndIncrement() == 0) ? PickResult.use(new Fixed(null), (status, trailers) -> {
					throw new IllegalStateException("my tracker");
				}, Metadata.EMPTY) : PickResult.use(new Fixed(transport()))));

		assertThat(second.heard()).containsExactly("picked");
		assertThat(first.isWaiting()).isTrue();
		assertThat(this.table.waiting()).isOne();
		publish(Picker.always(PickResult.use(new Fixed(transport()))));
		assertThat(first.heard()).containsExactly("picked");
	}

	@Test
	void closingEndsWhoWaitsAndWhoComesAndNothingIsPublishedAfterwards() {
		FakePick waiting = waiting(FakePick.waitForReady());

		this.table.close(Status.unavailable("closed"));
		publish(Picker.always(PickResult.use(new Fixed(transport()))));
		FakePick late = FakePick.waitForReady();
		this.table.pick(late, false);

		assertThat(waiting.failure()).isEqualTo("UNAVAILABLE: closed");
		assertThat(late.failure()).isEqualTo("UNAVAILABLE: closed");
	}

	@Test
	void aPickIsNotLostWhenTheControlExecutorTakesNothingAnyMore() {
		RouteTable rejecting = new RouteTable((task) -> {
			throw new RejectedExecutionException("closed");
		}, () -> {
		});
		FakePick parked = FakePick.waitForReady();
		rejecting.pick(parked, true);

		rejecting.publish(RouteSnapshot.of(ServiceConfig.EMPTY, (args) -> PickResult.queue(), ConnectivityState.READY));
		FakePick late = FakePick.waitForReady();
		rejecting.pick(late, false);

		assertThat(parked.failure()).startsWith("UNAVAILABLE").contains("runtime");
		assertThat(late.failure()).startsWith("UNAVAILABLE");
	}

	@Test
	void picksAreNotLostWhenNoThreadCanBeStartedForThePicker() {
		FakePick parked = waiting(FakePick.waitForReady());
		FakePick behind = waiting(FakePick.waitForReady());
		ClientTransport transport = transport();
		this.control.refuse(1);

		publish((args) -> PickResult.use(new Fixed(transport)));
		this.control.runAll();

		assertThat(parked.failure()).startsWith("UNAVAILABLE: no thread to run the load balancer's picker")
			.contains("java.lang.Error");
		assertThat(behind.transport()).isSameAs(transport);
	}

	@Test
	void whoWaitedLongestIsResumedFirst() {
		List<Integer> order = new ArrayList<>();
		FakePick[] picks = new FakePick[20];
		for (int i = 0; i < picks.length; i++) {
			picks[i] = waiting(FakePick.failFast());
		}
		publish(new BuiltIn((args) -> {
			order.add(List.of(picks).indexOf(args));
			return PickResult.fail(Status.unavailable("no"));
		}));

		assertThat(order).hasSize(20).isSorted();
	}

	private FakePick waiting(FakePick pick) {
		this.table.pick(pick, true);
		assertThat(pick.isWaiting()).isTrue();
		return pick;
	}

	private void publish(Picker picker) {
		this.table.publish(RouteSnapshot.of(ServiceConfig.EMPTY, picker, ConnectivityState.READY));
	}

	private static Picker tracked(@Nullable ClientTransport transport, List<String> tracked) {
		return Picker
			.always(PickResult.use(new Fixed(transport), (status, trailers) -> tracked.add(status.toString()), null));
	}

	private static ClientTransport transport() {
		return new FakeTransportFactory().connect(new ConnectRequest(ADDRESS, "h", 1), new TransportListener() {
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
	}

	/**
	 * A picker that may run anywhere.
	 */
	private record BuiltIn(Picker picker) implements Picker {

		@Override
		public PickResult pick(PickArgs args) {
			return this.picker.pick(args);
		}

		@Override
		public boolean runsAnywhere() {
			return true;
		}

	}

	/**
	 * A connection that never changes.
	 */
	private record Fixed(@Nullable ClientTransport transport) implements SubConn {

		@Override
		public void connect() {
		}

		@Override
		public void shutdown() {
		}

		@Override
		public Address address() {
			return ADDRESS;
		}

	}

}
