package io.clientconn.stub;

import java.lang.ref.Cleaner;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.concurrent.AnyThread;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices streaming calls that the application lost before they ended and without closing
 * them: cancels them, so that neither side keeps them for ever, and names the place where
 * they were opened. Each place is worth one warning; what else is lost there is reported
 * at debug level.
 * <p>
 * The thread is the JDK's own for cleaners and starts with the first stream. It only logs
 * and posts. What is registered must never be reachable from the running call.
 */
@AnyThread
final class UnclosedStreams {

	private static final Logger LOG = LoggerFactory.getLogger(UnclosedStreams.class);

	/** Frames that make a place: about four are ours, a generated client has two more. */
	private static final int FRAMES = 12;

	/** A program has fewer places than that; a log does not gain from more. */
	private static final int MOST_PLACES = 1000;

	private static final Cleaner CLEANER = Cleaner.create();

	/** Added to by the cleaner only. */
	private static final Set<List<StackTraceElement>> REPORTED = ConcurrentHashMap.newKeySet();

	private UnclosedStreams() {
	}

	/**
	 * Watches over a call from now on.
	 * @param handle what the application closes, or loses
	 * @param stream the call behind it
	 */
	static Watch watch(Object handle, BlockingStream<?, ?> stream) {
		return new Watch(CLEANER.register(handle, new Loss(stream, new Opening())));
	}

	private static void report(BlockingStream<?, ?> stream, Opening opening) {
		List<StackTraceElement> place = opening.place();
		if (REPORTED.size() < MOST_PLACES && REPORTED.add(place)) {
			LOG.warn("A call of {} was neither read to its end nor closed; it is cancelled now. Close it, best with"
					+ " try-with-resources. It was opened here:", stream.inbox().method(), opening);
		}
		else {
			LOG.debug("Another call of {} that was opened at {} was lost; it is cancelled now", stream.inbox().method(),
					place);
		}
	}

	/**
	 * The watch over one call.
	 *
	 * @param cleanable takes it off the list
	 */
	record Watch(Cleaner.Cleanable cleanable) {

		/**
		 * The application has closed the call, which has ended thereby.
		 */
		void end() {
			this.cleanable.clean();
		}

	}

	/**
	 * What remains to be done for a call whose handle is gone. Does nothing if it ended.
	 *
	 * @param stream the call
	 * @param opening where it was opened
	 */
	private record Loss(BlockingStream<?, ?> stream, Opening opening) implements Runnable {

		@Override
		public void run() {
			if (!this.stream.inbox().isOver()) {
				report(this.stream, this.opening);
				this.stream.lose(this.opening);
			}
		}

	}

	/**
	 * Never thrown: it carries the stack of a thread that opened a call.
	 */
	static final class Opening extends Throwable {

		private static final long serialVersionUID = 1L;

		Opening() {
			super("the call was opened here");
		}

		/**
		 * The lines that asked for the call.
		 */
		List<StackTraceElement> place() {
			return Arrays.stream(getStackTrace()).limit(FRAMES).toList();
		}

	}

}
