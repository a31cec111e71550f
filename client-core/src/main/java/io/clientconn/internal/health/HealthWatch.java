package io.clientconn.internal.health;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.call.DirectListener;
import io.clientconn.internal.call.DirectStream;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.StreamOutcome;

import org.jspecify.annotations.Nullable;

/**
 * Watches the health of a service on one connection: keeps a stream to the server open,
 * tells what it says, and asks again when the stream ends. Owned by the channel's
 * serializer. It belongs to its connection and must be stopped when that drains, or the
 * stream would keep the connection alive; it never connects.
 */
@OnSerializer
public final class HealthWatch {

	private static final Status STOPPED = Status.unavailable("the health of the server does not matter any more");

	private final WatchSettings settings;

	private final ClientTransport transport;

	private final String service;

	private final HealthListener listener;

	private final HealthState state = new HealthState();

	private @Nullable DirectStream<String, Integer> stream;

	private Scheduler.@Nullable Timer pause;

	/** What was told last, null at first. */
	private @Nullable ConnectivityState told;

	private Status toldReason = Status.OK;

	/**
	 * Makes a watch that has not asked yet.
	 * @param settings what it needs
	 * @param transport the connection
	 * @param service the service to ask for, empty for the whole server
	 * @param listener hears what the server says
	 */
	public HealthWatch(WatchSettings settings, ClientTransport transport, String service, HealthListener listener) {
		this.settings = settings;
		this.transport = transport;
		this.service = service;
		this.listener = listener;
	}

	/**
	 * Asks. Nothing is told from within.
	 */
	public void start() {
		this.state.asked(this.settings.scheduler().nanoTime());
		this.stream = this.settings.streams()
			.open(this.transport, HealthMessages.WATCH, this.service, this.settings.serializer(), new Answers());
	}

	/**
	 * Ends it. The listener hears nothing more.
	 */
	public void stop() {
		this.state.stopped();
		if (this.pause != null) {
			this.pause.cancel();
			this.pause = null;
		}
		if (this.stream != null) {
			this.stream.cancel(STOPPED);
			this.stream = null;
		}
	}

	private void answered(int status) {
		this.state.answered();
		if (status == HealthMessages.SERVING) {
			tell(ConnectivityState.READY, Status.OK);
		}
		else {
			tell(ConnectivityState.TRANSIENT_FAILURE,
					HealthTexts.unhealthy(this.settings.peer(), this.service, status));
		}
	}

	private void ended(StreamOutcome outcome) {
		this.stream = null;
		Status status = outcome.status();
		HealthState.OnEnd then = this.state.ended(status.code(), mayBeTheConnections(outcome),
				this.settings.scheduler().nanoTime(), this.settings.pauses().applyAsLong(0));
		switch (then) {
			case UNCHECKED -> {
				tell(ConnectivityState.READY, Status.OK);
				this.listener.notOffered(status);
			}
			case ASK_AGAIN -> {
				tellUnknown(status);
				again();
			}
			case PAUSE -> {
				tellUnknown(status);
				pause();
			}
			case WAIT_AND_SEE -> pause();
			case NOTHING -> {
			}
		}
	}

	/**
	 * A connection that is lost ends its streams before it says so itself.
	 */
	private static boolean mayBeTheConnections(StreamOutcome outcome) {
		return outcome.origin() == CallOutcome.Origin.TRANSPORT && outcome.http2Error() == CallOutcome.NO_HTTP2_ERROR;
	}

	private void tellUnknown(Status status) {
		tell(ConnectivityState.TRANSIENT_FAILURE, HealthTexts.unknown(this.settings.peer(), this.service, status));
	}

	/**
	 * The timer belongs to this pause alone: whoever stops it also ends the machine.
	 */
	private void pause() {
		if (this.state.isOver()) {
			return;
		}
		long nanos = this.settings.pauses().applyAsLong(this.state.pause());
		this.pause = this.settings.scheduler()
			.schedule(() -> this.settings.serializer().execute(this::pauseOver), nanos);
	}

	private void pauseOver() {
		this.pause = null;
		again();
	}

	private void again() {
		if (this.state.isOver()) {
			return;
		}
		if (this.told == ConnectivityState.TRANSIENT_FAILURE) {
			tell(ConnectivityState.CONNECTING, Status.OK);
		}
		if (!this.state.isOver()) {
			start();
		}
	}

	/**
	 * Whoever hears it may stop the watch.
	 */
	private void tell(ConnectivityState next, Status reason) {
		if (next != this.told || !reason.equals(this.toldReason)) {
			this.told = next;
			this.toldReason = reason;
			this.listener.healthChanged(next, reason);
		}
	}

	@Override
	public String toString() {
		return "HealthWatch[" + HealthTexts.name(this.service) + " at " + this.settings.peer() + ", " + this.state
				+ ", told " + this.told + "]";
	}

	/**
	 * The ear on the stream. One that was cancelled says nothing more.
	 */
	private final class Answers implements DirectListener<Integer> {

		@Override
		public void latest(Integer status) {
			answered(status);
		}

		@Override
		public void ended(StreamOutcome outcome) {
			HealthWatch.this.ended(outcome);
		}

	}

}
