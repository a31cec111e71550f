package io.clientconn.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer token in a file that somebody else renews. Each attempt looks whether the
 * file is another one than last time; two that look at once may both read it. A file that
 * was written only just now may be written again in the same tick of the file system's
 * clock, in place and with as many bytes: it is read again until that is over.
 * <p>
 * What was read crosses threads in one reference. It never shows the token.
 */
@AnyThread
final class TokenFile implements CallCredentials {

	private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

	private static final AtomicReferenceFieldUpdater<TokenFile, Content> LATEST = AtomicReferenceFieldUpdater
		.newUpdater(TokenFile.class, Content.class, "latest");

	/** The coarsest clock of a file system in use, FAT's. */
	static final Duration TICK = Duration.ofSeconds(2);

	private final Path file;

	/** Written through LATEST. */
	private volatile Content latest = Content.NONE;

	TokenFile(Path file) {
		this.file = Objects.requireNonNull(file, "file");
	}

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		Content known = this.latest;
		Content found = look(known, request.clock().instant());
		if (!found.equals(known) && LATEST.compareAndSet(this, known, found)) {
			report(known, found);
		}
		Metadata header = found.header();
		if (header == null) {
			throw new StatusException(Objects.requireNonNull(found.problem(), "there is a header or a problem"));
		}
		return CompletableFuture.completedFuture(header);
	}

	private Content look(Content known, Instant now) {
		try {
			BasicFileAttributes found = Files.readAttributes(this.file, BasicFileAttributes.class);
			Version version = new Version(found.lastModifiedTime(), found.size(), found.fileKey());
			if (known.settled() && version.equals(known.version())) {
				return known;
			}
			return read(known, version, !now.isBefore(version.modified().toInstant().plus(TICK)));
		}
		catch (IOException ex) {
			if (known.version() == null && known.problem() != null) {
				return known; // as unreadable as before
			}
			return new Content(null, false, known.header(),
					Status
						.unavailable(
								"the token file " + this.file + " cannot be read: " + ex.getClass().getSimpleName())
						.withCause(ex));
		}
	}

	private Content read(Content known, Version version, boolean settled) throws IOException {
		String token = Files.readString(this.file, StandardCharsets.ISO_8859_1).strip();
		try {
			return new Content(version, settled, Authorization.bearer(token), null);
		}
		catch (IllegalArgumentException ex) {
			return new Content(version, settled, known.header(), Status.of(StatusCode.UNAUTHENTICATED,
					"the token file " + this.file + " has no token: " + ex.getMessage()));
		}
	}

	/** Once per change: the calls say it only while there is no token at all. */
	private void report(Content known, Content found) {
		Status problem = found.problem();
		if (problem != null && found.header() != null && !problem.equals(known.problem())) {
			LOG.warn("{}; calls go on with the token that it had before", problem.description());
		}
		else if (problem == null && known.problem() != null) {
			LOG.info("The token file {} has a token again", this.file);
		}
	}

	@Override
	public String toString() {
		return "bearer token of " + this.file;
	}

	/**
	 * What tells two states of a file apart.
	 */
	private record Version(FileTime modified, long size, @Nullable Object key) {

	}

	/**
	 * What the file had.
	 *
	 * @param version of the file, or null if it could not be read
	 * @param settled whether other content will have another version
	 * @param header made of the latest token, or null if there was none ever
	 * @param problem what is wrong with the file, or null
	 */
	private record Content(@Nullable Version version, boolean settled, @Nullable Metadata header,
			@Nullable Status problem) {

		static final Content NONE = new Content(null, false, null, null);

		@Override
		public String toString() {
			return "Content[" + this.version + "]";
		}

	}

}
