package io.clientconn.internal.channel;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.observe.StateListener;
import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.Status;
import io.clientconn.testing.ManualExecutor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What listeners of states hear, on an executor that runs when it is told to. */
class StateFeedTest {

	private final ChannelFixture on = new ChannelFixture();

	private final ManualExecutor callbacks = new ManualExecutor();

	private final List<String> heard = new ArrayList<>();

	private final StateListener listener = (state, reason) -> this.heard
		.add(reason.isOk() ? state.toString() : state + ": " + reason.description());

	@Test
	void thePresentStateComesFirstAndThenEveryChangeInOrder() {
		subscribe(this.listener);
		this.on.start("a");
		this.on.transports.last().fail(Status.unavailable("refused"));
		this.on.scheduler.advance(this.on.scheduler.untilNext());
		this.on.transports.last().becomeReady();
		this.on.transports.last().fail(Status.unavailable("reset"));
		this.on.channel().close();

		this.callbacks.runAll();

		assertThat(this.heard).containsExactly("IDLE", "CONNECTING", "TRANSIENT_FAILURE: refused", "READY", "IDLE",
				"SHUTDOWN");
	}

	@Test
	void oneWhoComesLaterStartsWithTheStateOfThatMoment() {
		this.on.start("a");
		this.on.transports.last().fail(Status.unavailable("refused"));

		subscribe(this.listener);
		this.callbacks.runAll();

		assertThat(this.heard).containsExactly("TRANSIENT_FAILURE: refused");
	}

	@Test
	void theListenerRunsOnItsExecutorAndOneStateAtATime() {
		subscribe(this.listener);
		this.on.start("a");
		this.on.transports.last().becomeReady();

		assertThat(this.heard).isEmpty();
		assertThat(this.callbacks.pending()).isOne();
	}

	@Test
	void nothingIsToldAfterClosingNotEvenWhatWasOnItsWay() {
		StateSubscription subscription = subscribe(this.listener);
		this.callbacks.runAll();
		this.on.start("a");

		subscription.close();
		subscription.close();
		this.on.transports.last().becomeReady();
		this.callbacks.runAll();

		assertThat(this.heard).containsExactly("IDLE");
	}

	@Test
	void aListenerMayCloseItselfAndOthersGoOn() {
		List<StateSubscription> own = new ArrayList<>();
		own.add(subscribe((state, reason) -> {
			this.heard.add("once " + state);
			own.get(0).close();
		}));
		subscribe(this.listener);
		this.on.start("a");

		this.callbacks.runAll();

		assertThat(this.heard).containsExactlyInAnyOrder("once IDLE", "IDLE", "CONNECTING");
	}

	@Test
	void aListenerThatThrowsHearsTheNextStateAndTheChannelGoesOn() {
		subscribe((state, reason) -> {
			this.heard.add(state.toString());
			throw new IllegalStateException("listeners may fail");
		});
		this.on.start("a");
		this.on.transports.last().becomeReady();

		this.callbacks.runAll();

		assertThat(this.heard).containsExactly("IDLE", "CONNECTING", "READY");
		assertThat(this.on.pick().transport()).isNotNull();
	}

	private StateSubscription subscribe(StateListener to) {
		return this.on.channel().connectivity().subscribe(to, this.callbacks);
	}

}
