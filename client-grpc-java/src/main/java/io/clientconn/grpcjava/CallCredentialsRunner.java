package io.clientconn.grpcjava;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.grpc.Attributes;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.CompositeCallCredentials;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * Asks the credentials of a channel and of a call for headers. They are asked before the
 * call looks for a connection; what is known of the connection by then is its authority
 * and whether it is encrypted.
 */
final class CallCredentialsRunner extends CallCredentials.RequestInfo {

	/** What a server says of a call and no part of a client may say (gRFC A54). */
	private static final Set<Status.Code> NOT_OURS = Set.of(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND,
			Status.Code.ALREADY_EXISTS, Status.Code.FAILED_PRECONDITION, Status.Code.ABORTED, Status.Code.OUT_OF_RANGE,
			Status.Code.DATA_LOSS);

	private final BridgeChannel channel;

	private final MethodDescriptor<?, ?> method;

	private final CallOptions callOptions;

	private final CallCredentials credentials;

	private CallCredentialsRunner(BridgeChannel channel, MethodDescriptor<?, ?> method, CallOptions callOptions,
			CallCredentials credentials) {
		this.channel = channel;
		this.method = method;
		this.callOptions = callOptions;
		this.credentials = credentials;
	}

	/**
	 * What to run before a call.
	 * @return null if neither the channel nor the call has credentials
	 */
	static @Nullable CallCredentialsRunner of(BridgeChannel channel, MethodDescriptor<?, ?> method,
			CallOptions callOptions) {
		CallCredentials ofChannel = channel.credentials();
		CallCredentials ofCall = callOptions.getCredentials();
		if (ofChannel == null && ofCall == null) {
			return null;
		}
		CallCredentials all = (ofChannel != null && ofCall != null) ? new CompositeCallCredentials(ofChannel, ofCall)
				: Objects.requireNonNull((ofCall != null) ? ofCall : ofChannel);
		return new CallCredentialsRunner(channel, method, callOptions, all);
	}

	/**
	 * Asks for headers.
	 * @param time how long that may take
	 * @param whenDone gets the headers and null, or anything and why there are none; on
	 * the thread that answers
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // failures are told as statuses
	void run(Context context, CallTime time, BiConsumer<Metadata, @Nullable Status> whenDone) {
		CompletableFuture<Metadata> answer = new CompletableFuture<>();
		CompletableFuture<Metadata> inTime = time.isLimited() ? answer.orTimeout(time.nanosLeft(), TimeUnit.NANOSECONDS)
				: answer;
		inTime.whenComplete((headers, thrown) -> {
			if (thrown == null) {
				whenDone.accept(headers, null);
			}
			else {
				whenDone.accept(new Metadata(), (thrown instanceof Refusal refusal) ? refusal.status
						: time.exceeded("waiting for credentials"));
			}
		});
		Context before = context.attach();
		try {
			this.credentials.applyRequestMetadata(this, executor(), new Answer(answer));
		}
		catch (Throwable ex) {
			answer.completeExceptionally(new Refusal(Status.UNAUTHENTICATED
				.withDescription("Credentials should use fail() instead of throwing exceptions")
				.withCause(ex)));
		}
		finally {
			context.detach(before);
		}
	}

	private Executor executor() {
		Executor own = this.callOptions.getExecutor();
		return (own != null) ? own : this.channel.executor();
	}

	@Override
	public MethodDescriptor<?, ?> getMethodDescriptor() {
		return this.method;
	}

	@Override
	public CallOptions getCallOptions() {
		return this.callOptions;
	}

	@Override
	public SecurityLevel getSecurityLevel() {
		return this.channel.isEncrypted() ? SecurityLevel.PRIVACY_AND_INTEGRITY : SecurityLevel.NONE;
	}

	@Override
	public String getAuthority() {
		String own = this.callOptions.getAuthority();
		return (own != null) ? own : this.channel.authority();
	}

	@Override
	public Attributes getTransportAttrs() {
		return Attributes.EMPTY;
	}

	private static final class Answer extends CallCredentials.MetadataApplier {

		private final CompletableFuture<Metadata> answer;

		Answer(CompletableFuture<Metadata> answer) {
			this.answer = answer;
		}

		@Override
		public void apply(Metadata headers) {
			this.answer.complete(Objects.requireNonNull(headers, "headers"));
		}

		@Override
		public void fail(Status status) {
			if (status.isOk()) {
				throw new IllegalArgumentException("Cannot fail with OK status");
			}
			Status told = NOT_OURS.contains(status.getCode()) ? Status.INTERNAL
				.withDescription("Inappropriate status code from control plane: " + status.getCode() + " "
						+ status.getDescription())
				.withCause(status.getCause()) : status;
			this.answer.completeExceptionally(new Refusal(told));
		}

	}

	/**
	 * Carries a status through a future.
	 */
	@SuppressWarnings("serial") // never leaves the future
	private static final class Refusal extends RuntimeException {

		private final transient Status status;

		Refusal(Status status) {
			super(status.toString(), null, false, false);
			this.status = status;
		}

	}

}
