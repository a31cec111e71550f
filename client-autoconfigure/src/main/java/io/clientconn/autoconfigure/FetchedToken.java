package io.clientconn.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.concurrent.Scheduler.Timer;
import io.clientconn.config.Backoff;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.BearerCredentials;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * A bearer token that is fetched when the first call needs it, kept until shortly before
 * it expires and fetched again a little earlier, while calls still use the old one.
 * Whoever has to wait waits for the same fetch, which has a thread of its own.
 * <p>
 * All that is known crosses threads in one reference; whoever puts a fetch into it starts
 * it, and only that fetch takes itself out. It never shows the token.
 */
@AnyThread
final class FetchedToken implements CallCredentials {

	/** A token is on its way for a while before somebody looks at it. */
	static final Duration UNUSED_AT_THE_END = Duration.ofSeconds(30);

	/** So long before that, the next one is fetched. */
	static final Duration AHEAD = Duration.ofMinutes(1);

	/** How long a fetch may take. */
	static final Duration PATIENCE = Duration.ofSeconds(30);

	/** A token that is to last longer would have no end that a clock can say. */
	private static final Duration LONGEST = Duration.ofDays(3650);

	private static final Log logger = LogFactory.getLog(FetchedToken.class);

	private static final AtomicReferenceFieldUpdater<FetchedToken, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(FetchedToken.class, State.class, "state");

	private static final int UNUSED_SHARE = 10;

	private static final int AHEAD_SHARE = 4;

	private final String name;

	private final TokenSource source;

	private final AsyncTaskExecutor threads;

	/** Written through STATE. */
	private volatile State state = State.NOTHING;

	/**
	 * Makes credentials; nothing is fetched yet.
	 * @param name what the token is, for people
	 * @param source where it comes from
	 * @param threads where it is fetched; they are interrupted if that takes too long
	 */
	FetchedToken(String name, TokenSource source, AsyncTaskExecutor threads) {
		this.name = name;
		this.source = source;
		this.threads = threads;
	}

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		Instant now = request.clock().instant();
		State known = this.state;
		while (known.isToBeFetched(now)) {
			Fetch next = new Fetch(request.clock(), now);
			State fetching = known.fetching(next);
			if (STATE.compareAndSet(this, known, fetching)) {
				start(next);
				known = fetching;
			}
			else {
				known = this.state;
			}
		}
		CallCredentials token = known.token();
		if (token != null && now.isBefore(known.until())) {
			return token.headers(request);
		}
		Fetch fetch = known.fetch();
		if (fetch != null) {
			return fetch.answer.thenCompose((fetched) -> fetched.headers(request));
		}
		return CompletableFuture.failedFuture(new StatusException(known.problem()));
	}

	/**
	 * Whichever is first ends the fetch: an answer, a failure, or the end of patience.
	 */
	private void start(Fetch fetch) {
		try {
			Future<?> running = this.threads.submit(() -> run(fetch));
			Timer timer = fetch.clock.schedule(() -> this.threads.execute(() -> giveUp(fetch, running)),
					PATIENCE.toNanos());
			fetch.whenOver(timer::cancel);
		}
		catch (RuntimeException ex) {
			fail(fetch, Status.unavailable(this.name + ": no thread to ask the token server on").withCause(ex));
		}
	}

	private void run(Fetch fetch) {
		TokenSource.Token token;
		CallCredentials credentials;
		try {
			token = this.source.fetch();
			credentials = BearerCredentials.of(token.value());
		}
		catch (StatusException ex) {
			fail(fetch, ex.status());
			return;
		}
		catch (Throwable ex) {
			// Its words may be the secret.
			fail(fetch, Status.of(StatusCode.UNAUTHENTICATED,
					this.name + ": asking the token server failed (" + ex.getClass().getSimpleName() + ")"));
			return;
		}
		end(fetch, State.of(credentials, token.lifetime(), fetch.since));
		fetch.answer.complete(credentials);
	}

	private void giveUp(Fetch fetch, Future<?> running) {
		fail(fetch, Status
			.unavailable(this.name + ": the token server did not answer within " + PATIENCE.toSeconds() + " s"));
		running.cancel(true);
	}

	private void fail(Fetch fetch, Status problem) {
		State known = this.state;
		if (known.fetch() == fetch) {
			Instant now = fetch.clock.instant();
			State failed = known.failed(problem, now);
			if (end(fetch, failed) && known.failures() == 0 && now.isBefore(known.until())) {
				logger
					.warn(problem.description() + "; calls go on with the token that is there until " + known.until());
			}
		}
		fetch.answer.completeExceptionally(new StatusException(problem));
	}

	/**
	 * A fetch that was given up may still come back, and then has no say.
	 */
	private boolean end(Fetch fetch, State next) {
		State known = this.state;
		return known.fetch() == fetch && STATE.compareAndSet(this, known, next);
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * A question to the token server, told from others by its identity.
	 */
	private static final class Fetch {

		/** Of the channel that asks. */
		private final Scheduler clock;

		private final Instant since;

		private final CompletableFuture<CallCredentials> answer = new CompletableFuture<>();

		Fetch(Scheduler clock, Instant since) {
			this.clock = clock;
			this.since = since;
		}

		@SuppressWarnings("FutureReturnValueIgnored") // cannot fail
		void whenOver(Runnable action) {
			this.answer.whenComplete((token, failure) -> action.run());
		}

	}

	/**
	 * All that is known.
	 *
	 * @param token the latest one, or null if there was none ever
	 * @param until when it stops to count
	 * @param fetchAt when the next one is fetched
	 * @param fetch the one under way, or null
	 * @param problem why the latest one failed, or OK
	 * @param failures how many failed in a row
	 */
	private record State(@Nullable CallCredentials token, Instant until, Instant fetchAt, @Nullable Fetch fetch,
			Status problem, int failures) {

		static final State NOTHING = new State(null, Instant.MIN, Instant.MIN, null, Status.OK, 0);

		/** Tokens that count for minutes only are given up and fetched in proportion. */
		static State of(CallCredentials token, Duration lifetime, Instant since) {
			Duration counted = shorter(lifetime, LONGEST);
			Instant until = since.plus(counted).minus(shorter(UNUSED_AT_THE_END, counted.dividedBy(UNUSED_SHARE)));
			Instant fetchAt = until.minus(shorter(AHEAD, counted.dividedBy(AHEAD_SHARE)));
			return new State(token, until, fetchAt, null, Status.OK, 0);
		}

		private static Duration shorter(Duration one, Duration other) {
			return (one.compareTo(other) < 0) ? one : other;
		}

		boolean isToBeFetched(Instant now) {
			return this.fetch == null && !now.isBefore(this.fetchAt);
		}

		State fetching(Fetch next) {
			return new State(this.token, this.until, this.fetchAt, next, this.problem, this.failures);
		}

		State failed(Status why, Instant now) {
			Duration pause = Backoff.DEFAULT.pause(this.failures, ThreadLocalRandom.current());
			return new State(this.token, this.until, now.plus(pause), null, why, this.failures + 1);
		}

		@Override
		public String toString() {
			return "State[until " + this.until + "]";
		}

	}

}
