package io.clientconn.rpc;

import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * The headers of two credentials, in their order. Both are asked on the thread that asks
 * this one, so that neither runs on a thread of the other. Immutable.
 *
 * @param first whose headers come first
 * @param second whose headers follow
 */
record CombinedCredentials(CallCredentials first, CallCredentials second) implements CallCredentials {

	CombinedCredentials {
		Objects.requireNonNull(first, "first");
		Objects.requireNonNull(second, "second");
	}

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		CompletionStage<Metadata> leading = this.first.headers(request);
		return leading.thenCombine(this.second.headers(request), Metadata::and);
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
