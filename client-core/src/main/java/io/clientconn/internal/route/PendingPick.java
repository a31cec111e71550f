package io.clientconn.internal.route;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.clientconn.concurrent.AnyThread;

/**
 * A pick that may have to wait. It is running, parked in one snapshot, or cancelled; who
 * moves it out of a snapshot, by one compare-and-set, owns it: the publisher of the next
 * snapshot, a canceller, or the thread that parked it and saw that news came meanwhile.
 */
@AnyThread
public final class PendingPick {

	private static final VarHandle PLACE;

	private static final Object RUNNING = "running";

	private static final Object CANCELLED = "cancelled";

	static {
		try {
			PLACE = MethodHandles.lookup().findVarHandle(PendingPick.class, "place", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final PickClient client;

	private final long order;

	/** RUNNING, CANCELLED, or the snapshot it is parked in. */
	private volatile Object place = RUNNING;

	PendingPick(PickClient client, long order) {
		this.client = client;
		this.order = order;
	}

	/**
	 * Ends the wait: the client hears no more of this pick, but for one that is running
	 * at this moment.
	 */
	public void cancel() {
		Object before = PLACE.getAndSet(this, CANCELLED);
		if (before instanceof RouteSnapshot snapshot) {
			snapshot.remove(this);
		}
	}

	PickClient client() {
		return this.client;
	}

	long order() {
		return this.order;
	}

	boolean isCancelled() {
		return this.place == CANCELLED;
	}

	/**
	 * Parks. The pick is in the snapshot's set before its place says so, so whoever sees
	 * the place finds it in the set.
	 */
	boolean park(RouteSnapshot snapshot) {
		snapshot.add(this);
		if (PLACE.compareAndSet(this, RUNNING, snapshot)) {
			return true;
		}
		snapshot.remove(this);
		return false;
	}

	/**
	 * Takes it out of a snapshot in order to run it.
	 */
	boolean claimFrom(RouteSnapshot snapshot) {
		if (PLACE.compareAndSet(this, snapshot, RUNNING)) {
			snapshot.remove(this);
			return true;
		}
		return false;
	}

}
