package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Lets many streams be told although telling one of them fails: the others come first,
 * then the failure.
 * <p>
 * Owned by the event loop. It never swallows a failure: {@link #rethrow} ends each use.
 */
@OnEventLoop
final class FirstFailure {

	private @Nullable Throwable failure;

	void run(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			add(ex);
		}
	}

	void add(Throwable ex) {
		if (this.failure == null) {
			this.failure = ex;
		}
	}

	void rethrow() {
		if (this.failure != null) {
			throw new IllegalStateException("a stream could not be told: " + this.failure, this.failure);
		}
	}

}
