package io.clientconn.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.config.Backoff;
import io.clientconn.config.JsonObject;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON web token in a file, kept until shortly before it expires (gRFC A97). The
 * token is not verified: that is the server's part.
 * <p>
 * What was read crosses threads in one reference; of two threads that read at once one
 * result stays, and it has a token if one of the two found one. It never shows the token.
 */
@AnyThread
final class JwtFile implements CallCredentials {

	/** A token is on its way for a while before somebody looks at it. */
	static final Duration UNUSED_AT_THE_END = Duration.ofSeconds(30);

	/** Less than that, and the file is looked at again while the token still counts. */
	static final Duration READ_AHEAD = Duration.ofMinutes(1);

	private static final AtomicReferenceFieldUpdater<JwtFile, Content> LATEST = AtomicReferenceFieldUpdater
		.newUpdater(JwtFile.class, Content.class, "latest");

	/** Even if the token that is there has less time left than that. */
	static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

	private final Path file;

	/** Written through LATEST. */
	private volatile Content latest = new Content(null, Instant.MIN, Status.OK, 0, Instant.MIN);

	JwtFile(Path file) {
		this.file = Objects.requireNonNull(file, "file");
	}

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		Instant now = request.clock().instant();
		Content known = this.latest;
		if (known.isToBeRead(now)) {
			known = keep(known, read(known, now));
		}
		Metadata header = known.header();
		if (header == null || !now.isBefore(known.until())) {
			throw new StatusException(
					known.problem().isOk() ? expired(known.until().plus(UNUSED_AT_THE_END)) : known.problem());
		}
		return CompletableFuture.completedFuture(header);
	}

	/**
	 * Of two threads that read at once, one that found a token wins.
	 */
	private Content keep(Content known, Content found) {
		if (found.problem().isOk()) {
			this.latest = found;
			return found;
		}
		return LATEST.compareAndSet(this, known, found) ? found : this.latest;
	}

	private Status expired(Instant expiry) {
		return Status.of(StatusCode.UNAUTHENTICATED, "the token in " + this.file + " has expired, or will within "
				+ UNUSED_AT_THE_END.toSeconds() + " s: " + expiry);
	}

	private Content read(Content known, Instant now) {
		String token;
		try {
			token = Files.readString(this.file, StandardCharsets.ISO_8859_1).strip();
		}
		catch (IOException ex) {
			return known.afterProblem(now,
					Status
						.unavailable(
								"the token file " + this.file + " cannot be read: " + ex.getClass().getSimpleName())
						.withCause(ex));
		}
		Instant expiry = expiry(token);
		if (expiry == null) {
			return known.afterProblem(now, Status.of(StatusCode.UNAUTHENTICATED,
					"the token file " + this.file + " has no JSON web token with a time of expiry ('exp')"));
		}
		Instant until = expiry.minus(UNUSED_AT_THE_END);
		if (!now.isBefore(until)) {
			return known.afterProblem(now, expired(expiry));
		}
		Instant ahead = until.minus(READ_AHEAD);
		Instant readAt = ahead.isAfter(now) ? ahead : now.plus(AT_MOST_EVERY);
		return new Content(Authorization.bearer(token), until, Status.OK, 0, readAt);
	}

	/**
	 * When a token expires.
	 * @return null if it is none, or does not say
	 */
	static @Nullable Instant expiry(String token) {
		String[] parts = token.split("\\.", -1);
		if (parts.length != 3) {
			return null;
		}
		try {
			Authorization.bearer(token);
			String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
			Map<String, Object> claims = JsonObject.parse(payload);
			return (claims != null && claims.get("exp") instanceof Number seconds && seconds.longValue() > 0)
					? Instant.ofEpochSecond(seconds.longValue()) : null;
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return "JSON web token of " + this.file;
	}

	/**
	 * What was read.
	 *
	 * @param header made of the latest token, or null if there was none ever
	 * @param until when the token stops to count
	 * @param problem why the latest attempt to read failed, or OK
	 * @param problems how many attempts in a row failed
	 * @param readAt when to read again
	 */
	private record Content(@Nullable Metadata header, Instant until, Status problem, int problems, Instant readAt) {

		boolean isToBeRead(Instant now) {
			return !now.isBefore(this.readAt);
		}

		/** A token that still counts is not given up for it. */
		Content afterProblem(Instant now, Status what) {
			Duration pause = Backoff.DEFAULT.pause(this.problems, ThreadLocalRandom.current());
			return new Content(this.header, this.until, what, this.problems + 1, now.plus(pause));
		}

		@Override
		public String toString() {
			return "Content[until " + this.until + "]";
		}

	}

}
