package io.clientconn.internal.route;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.PickTracker;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConn;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.config.ServiceConfig;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the control plane and the calls of one channel meet: one volatile that holds the
 * current {@link RouteSnapshot}.
 * <p>
 * The channel's serializer publishes; any thread picks. A pick that finds no connection
 * parks in the snapshot it saw and costs no thread; the next publish resumes it. It never
 * runs a picker of the user's on an event loop.
 */
@AnyThread
public final class RouteTable {

	private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);

	private static final AtomicReferenceFieldUpdater<RouteTable, RouteSnapshot> CURRENT = AtomicReferenceFieldUpdater
		.newUpdater(RouteTable.class, RouteSnapshot.class, "current");

	private static final AtomicLongFieldUpdater<RouteTable> ORDER = AtomicLongFieldUpdater.newUpdater(RouteTable.class,
			"order");

	private final Executor controlExecutor;

	private final Runnable wakeUp;

	private final ActiveCalls calls = new ActiveCalls();

	@SuppressWarnings("UnusedVariable") // through ORDER
	private volatile long order;

	/**
	 * Those that wait for something else than a connection: because they have one and
	 * cannot use it yet, or because it is too early to look for one.
	 */
	private final RareSet<PickClient> held = new RareSet<>();

	/** Written through CURRENT, so that a snapshot cannot come after the last one. */
	private volatile RouteSnapshot current = RouteSnapshot.unresolved(ConnectivityState.IDLE);

	/**
	 * Creates a table for an idle channel.
	 * @param controlExecutor where pickers of the user's run when a pick is resumed
	 * @param wakeUp leaves idle; called by picks that find the channel idle, from any
	 * thread, possibly often
	 */
	public RouteTable(Executor controlExecutor, Runnable wakeUp) {
		this.controlExecutor = controlExecutor;
		this.wakeUp = wakeUp;
	}

	/**
	 * The snapshot in force.
	 */
	public RouteSnapshot current() {
		return this.current;
	}

	/**
	 * Replaces the snapshot and resumes the picks that wait on the old one. For the
	 * channel's serializer. Ignored after {@link #close}.
	 */
	public void publish(RouteSnapshot next) {
		RouteSnapshot previous;
		do {
			previous = this.current;
			if (previous.closedWith() != null) {
				return;
			}
		}
		while (!CURRENT.compareAndSet(this, previous, next));
		resumeAll(previous);
	}

	/**
	 * Publishes that the channel is idle, unless a call is under way. A call is counted
	 * before it looks at the snapshot, so one that comes at the same moment is either
	 * seen here, or sees the idle channel and wakes it. For the channel's serializer.
	 * @return whether the channel may rest now; if not, nothing has changed
	 */
	public boolean publishIdle() {
		RouteSnapshot before = this.current;
		if (this.calls.any()) {
			return false;
		}
		publish(RouteSnapshot.unresolved(ConnectivityState.IDLE));
		if (!this.calls.any()) {
			return true;
		}
		publish(before.withoutWaiters());
		return false;
	}

	/**
	 * The calls under way; whoever makes one counts it.
	 */
	public ActiveCalls calls() {
		return this.calls;
	}

	/**
	 * Ends all picks, now and from now on. From any thread: a resolver or balancer of the
	 * user's that blocks the serializer must not keep calls from ending.
	 */
	public void close(Status status) {
		publish(RouteSnapshot.closed(status));
		for (PickClient client : this.held.elements()) {
			end(client, status);
		}
	}

	/**
	 * Somebody waits for something else than a connection. {@link #close} ends it, now or
	 * until it is let go.
	 */
	public void hold(PickClient client) {
		this.held.add(client);
		Status closed = this.current.closedWith();
		if (closed != null) {
			end(client, closed);
		}
	}

	/**
	 * It goes on, or is over. Idempotent.
	 */
	public void letGo(PickClient client) {
		this.held.remove(client);
	}

	private void end(PickClient client, Status status) {
		if (this.held.remove(client)) {
			client.failed(status);
		}
	}

	/**
	 * The number of picks that are held. For tests.
	 */
	public int held() {
		return this.held.elements().size();
	}

	/**
	 * How many picks wait. For tests.
	 */
	public int waiting() {
		return this.current.waiterCount();
	}

	/**
	 * Finds a connection. The answer may come before this method returns.
	 * @param client who asks
	 * @param onCallerThread whether this is the caller's own thread, where a picker of
	 * the user's may run
	 * @return a handle to cancel the wait, or null if the pick is over already
	 */
	public @Nullable PendingPick pick(PickClient client, boolean onCallerThread) {
		RouteSnapshot snapshot = this.current;
		if (mayRunHere(snapshot, onCallerThread) && tryPick(client, snapshot)) {
			return null;
		}
		PendingPick pending = new PendingPick(client, ORDER.getAndIncrement(this));
		if (!mayRunHere(snapshot, onCallerThread)) {
			runOnControlExecutor(pending);
		}
		else {
			parkOrRun(pending, snapshot, onCallerThread);
		}
		return pending;
	}

	private void run(PendingPick pending, boolean userCodeAllowed) {
		if (pending.isCancelled()) {
			return;
		}
		RouteSnapshot snapshot = this.current;
		if (!mayRunHere(snapshot, userCodeAllowed)) {
			runOnControlExecutor(pending);
		}
		else if (!tryPick(pending.client(), snapshot)) {
			parkOrRun(pending, snapshot, userCodeAllowed);
		}
	}

	/**
	 * An executor that takes nothing any more, or has no thread to give, must not make
	 * the pick disappear.
	 */
	private void runOnControlExecutor(PendingPick pending) {
		try {
			this.controlExecutor.execute(() -> run(pending, true));
		}
		catch (Throwable ex) {
			pending.client()
				.failed(Status
					.unavailable("no thread to run the load balancer's picker (is the runtime closed?): " + ex)
					.withCause(ex));
		}
	}

	/**
	 * Parks, and looks again: a snapshot published since the pick was tried may have
	 * resumed its waiters before this one joined them.
	 */
	private void parkOrRun(PendingPick pending, RouteSnapshot snapshot, boolean userCodeAllowed) {
		pending.client().parked();
		if (!pending.park(snapshot)) {
			return;
		}
		if (this.current != snapshot) {
			if (pending.claimFrom(snapshot)) {
				run(pending, userCodeAllowed);
			}
		}
		else if (snapshot.picker() == null && snapshot.state() == ConnectivityState.IDLE) {
			this.wakeUp.run();
		}
	}

	private void resumeAll(RouteSnapshot previous) {
		for (PendingPick waiter : previous.waitersInOrder()) {
			if (waiter.claimFrom(previous)) {
				resume(waiter);
			}
		}
	}

	/**
	 * A call that throws must not strand those that wait behind it.
	 */
	private void resume(PendingPick waiter) {
		try {
			run(waiter, false);
		}
		catch (Throwable ex) {
			LOG.error("Resuming a call of {} failed", waiter.client().method(), ex);
		}
	}

	private static boolean mayRunHere(RouteSnapshot snapshot, boolean userCodeAllowed) {
		Picker picker = snapshot.picker();
		return userCodeAllowed || picker == null || picker.runsAnywhere();
	}

	/**
	 * One try with one snapshot.
	 * @return whether the pick is over
	 */
	private static boolean tryPick(PickClient client, RouteSnapshot snapshot) {
		Status closed = snapshot.closedWith();
		if (closed != null) {
			client.failed(closed);
			return true;
		}
		Picker picker = snapshot.picker();
		ServiceConfig serviceConfig = snapshot.serviceConfig();
		if (picker == null || serviceConfig == null) {
			return false;
		}
		if (!client.configured(serviceConfig)) {
			return true;
		}
		PickResult result = ask(picker, client);
		return switch (result.kind()) {
			case USE -> take(result, client);
			case QUEUE -> false;
			case FAIL -> {
				if (client.waitsForReady()) {
					client.waiting(result.status());
					yield false;
				}
				client.unreachable(ControlPlaneCodes.allowed("the load balancer", result.status()));
				yield true;
			}
			case DROP -> {
				client.failed(ControlPlaneCodes.allowed("the load balancer", result.status()));
				yield true;
			}
		};
	}

	private static boolean take(PickResult result, PickClient client) {
		SubConn subConn = result.subConn();
		ClientTransport transport = (subConn != null) ? subConn.transport() : null;
		PickTracker tracker = result.tracker();
		if (transport == null || transport == client.avoid()) {
			if (tracker != null) {
				tellLost(tracker, subConn);
			}
			return false;
		}
		client.picked(transport, tracker, result.headers());
		return true;
	}

	private static void tellLost(PickTracker tracker, @Nullable SubConn subConn) {
		try {
			tracker.ended(Status.unavailable("connection to " + subConn + " was lost before the call started"),
					Metadata.EMPTY);
		}
		catch (Throwable ex) {
			LOG.error("Tracker {} failed; the call goes on", tracker, ex);
		}
	}

	private static PickResult ask(Picker picker, PickClient client) {
		try {
			return Objects.requireNonNull(picker.pick(client), "the picker answered null");
		}
		catch (Throwable ex) {
			LOG.error("Picker {} failed for {}", picker, client.method(), ex);
			return PickResult.drop(Status.internal("the load balancer's picker failed: " + ex).withCause(ex));
		}
	}

}
