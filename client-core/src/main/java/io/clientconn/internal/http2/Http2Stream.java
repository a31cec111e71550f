package io.clientconn.internal.http2;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import org.jspecify.annotations.Nullable;

/**
 * One stream: its number, its state machine, its two windows, what it has to send and
 * what it has received.
 * <p>
 * Owned by the event loop, except that the thread which opens the call makes it and hands
 * it over with the first command, and the link to the command behind that one, which
 * another thread sets. It never decides anything; see {@link StreamLifecycle} and
 * {@link StreamReceiver}.
 */
@OnEventLoop
final class Http2Stream extends StreamState implements Command {

	private static final AtomicReferenceFieldUpdater<Http2Stream, @Nullable Command> NEXT = AtomicReferenceFieldUpdater
		.newUpdater(Http2Stream.class, Command.class, "next");

	private final StreamHandle handle;

	private final OpenRequest request;

	private final StreamListener listener;

	private final SendQueue queue = new SendQueue();

	private int id;

	private @Nullable SendWindow sendWindow;

	private @Nullable ReceiveWindow receiveWindow;

	private @Nullable ResponseReader response;

	private boolean scheduled;

	private boolean touched;

	/** Its place in the queue of commands. */
	private volatile @Nullable Command next;

	Http2Stream(StreamHandle handle, OpenRequest request, StreamListener listener) {
		this.handle = handle;
		this.request = request;
		this.listener = listener;
	}

	/** To be opened is what a stream asks for itself. */
	@Override
	public void applyTo(Http2Connection connection) {
		connection.streams().open(this);
	}

	@Override
	public @Nullable Command next() {
		return this.next;
	}

	@Override
	public void linkTo(@Nullable Command next) {
		NEXT.lazySet(this, next);
	}

	StreamHandle handle() {
		return this.handle;
	}

	OpenRequest request() {
		return this.request;
	}

	StreamListener listener() {
		return this.listener;
	}

	SendQueue queue() {
		return this.queue;
	}

	/**
	 * The stream has a number and its HEADERS are written.
	 */
	void start(int id, SendWindow sendWindow, ReceiveWindow receiveWindow, ResponseReader response) {
		start();
		this.id = id;
		this.sendWindow = sendWindow;
		this.receiveWindow = receiveWindow;
		this.response = response;
		this.handle.receives(receiveWindow.limit());
	}

	/**
	 * The peer may send more in advance.
	 * @param limit of the receive window
	 */
	void growReceiveWindow(int limit) {
		ReceiveWindow window = receiveWindow();
		window.grow(limit);
		this.handle.receives(window.limit());
	}

	int id() {
		if (this.id == 0) {
			throw notStarted();
		}
		return this.id;
	}

	/** What the peer takes. */
	SendWindow sendWindow() {
		if (this.sendWindow == null) {
			throw notStarted();
		}
		return this.sendWindow;
	}

	/** What we take. */
	ReceiveWindow receiveWindow() {
		if (this.receiveWindow == null) {
			throw notStarted();
		}
		return this.receiveWindow;
	}

	ResponseReader response() {
		if (this.response == null) {
			throw notStarted();
		}
		return this.response;
	}

	/**
	 * Lets go of every buffer.
	 */
	void release() {
		this.queue.clear();
		if (this.response != null) {
			this.response.close();
		}
	}

	/**
	 * Puts it in line for writing.
	 * @return false if it stands there already
	 */
	boolean schedule() {
		boolean before = this.scheduled;
		this.scheduled = true;
		return !before;
	}

	boolean isScheduled() {
		return this.scheduled;
	}

	void unschedule() {
		this.scheduled = false;
	}

	/**
	 * Something happened to it in this pass.
	 * @return false if that is known already
	 */
	boolean touch() {
		boolean before = this.touched;
		this.touched = true;
		return !before;
	}

	void untouch() {
		this.touched = false;
	}

	private static IllegalStateException notStarted() {
		return new IllegalStateException("the stream has not started");
	}

	@Override
	public String toString() {
		return "Http2Stream[" + ((this.id == 0) ? "" : this.id + ", ") + super.toString() + ", " + this.request.path()
				+ "]";
	}

}
