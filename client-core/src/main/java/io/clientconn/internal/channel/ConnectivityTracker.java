package io.clientconn.internal.channel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.observe.ChannelObserver;
import io.clientconn.observe.ChannelStatus;
import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.observe.StateListener;
import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * What state a channel and its connections are in, for those who watch. Owned by the
 * channel's serializer; {@link #view}, {@link #watch} and {@link #subscribe} may be
 * called by any thread: the first reads a volatile, the others post. It never changes a
 * state itself.
 */
@OnSerializer
public final class ConnectivityTracker {

	private final Executor serializer;

	private final Scheduler scheduler;

	private final ChannelObserver observer;

	private final Map<AddrConn, AddressStatus> connections = new LinkedHashMap<>(2);

	private final List<StateWatch> watches = new ArrayList<>(0);

	private final List<StateFeed> feeds = new ArrayList<>(0);

	/** The latest failure of a connection or of name resolution. */
	private Status lastError = Status.OK;

	private volatile ChannelStatus view;

	ConnectivityTracker(Executor serializer, Scheduler scheduler, ChannelObserver observer) {
		this.serializer = serializer;
		this.scheduler = scheduler;
		this.observer = observer;
		this.view = new ChannelStatus(ConnectivityState.IDLE, scheduler.instant(), Status.OK, List.of());
	}

	/**
	 * The channel at this moment.
	 */
	public ChannelStatus view() {
		return this.view;
	}

	/**
	 * Waits for the channel to be in another state than the given one; it may be already.
	 * @param from the state to leave
	 * @param then hears the new state once, in the serializer; must not block
	 * @return a handle to give up
	 */
	public StateWatch watch(ConnectivityState from, Consumer<ConnectivityState> then) {
		return watch((state, reason) -> state != from, (state, reason) -> then.accept(state));
	}

	/**
	 * Waits for a state; the channel may be in it already. The reason of a state that
	 * lasts may change, and then the question is put again.
	 * @param awaited whether it is the one; asked in the serializer
	 * @param then hears it once, in the serializer; must not block
	 * @return a handle to give up
	 */
	public StateWatch watch(BiPredicate<ConnectivityState, Status> awaited,
			BiConsumer<ConnectivityState, Status> then) {
		StateWatch watch = new StateWatch(awaited, then, this.serializer, this.watches::remove);
		this.serializer.execute(() -> {
			ConnectivityState now = this.view.state();
			if (watch.endsWith(now, reason(now))) {
				watch.tell(now, reason(now));
			}
			else {
				this.watches.add(watch);
			}
		});
		return watch;
	}

	/**
	 * Tells a listener the state of the channel and then every other one that it enters.
	 * @param listener user code
	 * @param executor where it runs; never rejects
	 * @return a handle to stop it
	 */
	public StateSubscription subscribe(StateListener listener, Executor executor) {
		StateFeed feed = new StateFeed(listener, executor,
				(closed) -> this.serializer.execute(() -> this.feeds.remove(closed)));
		this.serializer.execute(() -> {
			this.feeds.add(feed);
			ConnectivityState now = this.view.state();
			feed.tell(now, reason(now));
		});
		return feed;
	}

	/**
	 * The channel is in a state, new or not. The picker that goes with it was published
	 * before, so whoever hears of READY can call.
	 */
	void channelState(ConnectivityState state) {
		ChannelStatus before = this.view;
		Status reason = reason(state);
		boolean changed = before.state() != state;
		Instant since = changed ? this.scheduler.instant() : before.since();
		this.view = new ChannelStatus(state, since, reason, before.addresses());
		if (changed) {
			this.observer.channelState(state, reason);
			this.feeds.forEach((feed) -> feed.tell(state, reason));
		}
		tellWatches(state, reason);
	}

	private Status reason(ConnectivityState state) {
		return (state == ConnectivityState.TRANSIENT_FAILURE) ? this.lastError : Status.OK;
	}

	private void tellWatches(ConnectivityState state, Status reason) {
		for (StateWatch watch : List.copyOf(this.watches)) {
			if (watch.endsWith(state, reason)) {
				this.watches.remove(watch);
				watch.tell(state, reason);
			}
		}
	}

	void resolutionFailed(Status error) {
		this.lastError = error;
		this.observer.resolutionFailed(error);
	}

	/**
	 * The channel can do nothing, for a reason of its own.
	 */
	void broken(Status error) {
		this.lastError = error;
	}

	void connectionAdded(AddrConn connection) {
		show(connection, new AddressStatus(connection.address().socketAddress(), ConnectivityState.IDLE,
				this.scheduler.instant(), Status.OK));
	}

	void connectionState(AddrConn connection, ConnectivityState state, Status reason) {
		if (!reason.isOk()) {
			this.lastError = reason;
		}
		AddressStatus before = this.connections.get(connection);
		if (before != null) {
			show(connection, next(before, state, reason));
		}
		this.observer.connectionState(connection.address().socketAddress(), state, reason);
	}

	/**
	 * A connection that was in use is gone; its new state follows.
	 */
	void connectionLost(AddrConn connection, Status reason) {
		AddressStatus before = this.connections.get(connection);
		if (before != null) {
			this.connections.put(connection, next(before, ConnectivityState.IDLE, reason));
		}
	}

	void connectionRemoved(AddrConn connection) {
		if (this.connections.remove(connection) != null) {
			refresh();
			this.observer.connectionState(connection.address().socketAddress(), ConnectivityState.SHUTDOWN, Status.OK);
		}
	}

	/**
	 * An address that fails is shown as failing until it works, however often it is tried
	 * meanwhile.
	 */
	private AddressStatus next(AddressStatus before, ConnectivityState state, Status reason) {
		boolean stillFailing = before.state() == ConnectivityState.TRANSIENT_FAILURE
				&& (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING);
		ConnectivityState shown = stillFailing ? before.state() : state;
		Status error = reason.isOk() ? before.lastError() : reason;
		return new AddressStatus(before.address(), shown,
				(shown == before.state()) ? before.since() : this.scheduler.instant(),
				(shown == ConnectivityState.READY) ? Status.OK : error);
	}

	private void show(AddrConn connection, AddressStatus shown) {
		this.connections.put(connection, shown);
		refresh();
	}

	private void refresh() {
		ChannelStatus before = this.view;
		this.view = new ChannelStatus(before.state(), before.since(), before.lastError(),
				List.copyOf(this.connections.values()));
	}

}
