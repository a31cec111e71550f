package io.clientconn.rpc;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * The headers of two credentials, in their order. Both are asked on the thread that asks
 * this one, so that neither runs on a thread of the other. Immutable.
 *
 * @param first whose headers come first
 * @param second whose headers follow
 */
record CombinedCredentials(CallCredentials first, CallCredentials second) implements CallCredentials {

	private static final String NOTHING = "one of two call credentials answered null";

	CombinedCredentials {
		Objects.requireNonNull(first, "first");
		Objects.requireNonNull(second, "second");
	}

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		CompletionStage<@Nullable Metadata> leading = Objects.requireNonNull(this.first.headers(request), NOTHING);
		CompletionStage<@Nullable Metadata> following = Objects.requireNonNull(this.second.headers(request), NOTHING);
		CompletableFuture<Metadata> both = new CompletableFuture<>();
		// The failure of one is enough: the other may never answer.
		leading.whenComplete((headers, failure) -> failed(both, headers, failure));
		following.whenComplete((headers, failure) -> failed(both, headers, failure));
		leading.thenAcceptBoth(following, (headers, more) -> {
			if (headers != null && more != null) {
				both.complete(headers.and(more));
			}
		});
		return both;
	}

	private static void failed(CompletableFuture<Metadata> both, @Nullable Metadata headers,
			@Nullable Throwable failure) {
		if (failure != null) {
			both.completeExceptionally(failure);
		}
		else if (headers == null) {
			both.completeExceptionally(new IllegalStateException(NOTHING));
		}
	}

	@Override
	public boolean requiresPrivacy() {
		return this.first.requiresPrivacy() || this.second.requiresPrivacy();
	}

	@Override
	public CallCredentials allowingPlaintext() {
		return new CombinedCredentials(this.first.allowingPlaintext(), this.second.allowingPlaintext());
	}

	@Override
	public String toString() {
		return this.first + " and " + this.second;
	}

}
