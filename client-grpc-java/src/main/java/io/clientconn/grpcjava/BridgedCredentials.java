package io.clientconn.grpcjava;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.CompositeCallCredentials;
import io.grpc.Context;
import io.grpc.InternalMayRequireSpecificExecutor;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * Credentials of grpc-java, of a channel and of a call, as ours: asked for every attempt,
 * when its connection is known. Immutable.
 */
final class BridgedCredentials implements CallCredentials {

	/** What a server says of a call and no part of a client may say (gRFC A54). */
	private static final Set<Status.Code> NOT_OURS = Set.of(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND,
			Status.Code.ALREADY_EXISTS, Status.Code.FAILED_PRECONDITION, Status.Code.ABORTED, Status.Code.OUT_OF_RANGE,
			Status.Code.DATA_LOSS);

	private final BridgeCall<?, ?> call;

	private final CallOptions callOptions;

	private final Executor executor;

	private final io.grpc.CallCredentials credentials;

	private BridgedCredentials(BridgeCall<?, ?> call, CallOptions callOptions, Executor executor,
			io.grpc.CallCredentials credentials) {
		this.call = call;
		this.callOptions = callOptions;
		this.executor = executor;
		this.credentials = credentials;
	}

	/**
	 * What authorizes a call.
	 * @return null if neither the channel nor the call has credentials
	 */
	static @Nullable BridgedCredentials of(BridgeCall<?, ?> call, BridgeChannel channel, CallOptions callOptions) {
		io.grpc.CallCredentials ofChannel = channel.credentials();
		io.grpc.CallCredentials ofCall = callOptions.getCredentials();
		if (ofChannel == null && ofCall == null) {
			return null;
		}
		io.grpc.CallCredentials all = (ofChannel != null && ofCall != null)
				? new CompositeCallCredentials(ofChannel, ofCall)
				: Objects.requireNonNull((ofCall != null) ? ofCall : ofChannel);
		return new BridgedCredentials(call, callOptions, executor(all, channel, callOptions), all);
	}

	/**
	 * The executor of the call may be drained by a thread that waits for the credentials,
	 * so only those get it that ask for it.
	 */
	private static Executor executor(io.grpc.CallCredentials credentials, BridgeChannel channel,
			CallOptions callOptions) {
		Executor ofCall = callOptions.getExecutor();
		boolean specific = credentials instanceof InternalMayRequireSpecificExecutor demanding
				&& demanding.isSpecificExecutorRequired();
		return (specific && ofCall != null) ? ofCall : channel.executor();
	}

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		Answer answer = new Answer(this.call);
		Context before = this.call.context().attach();
		try {
			this.credentials.applyRequestMetadata(new Request(this.call.method(), this.callOptions, request),
					this.executor, answer);
		}
		catch (Throwable ex) {
			answer.refuse(Status.UNAUTHENTICATED
				.withDescription("Credentials should use fail() instead of throwing exceptions")
				.withCause(ex));
		}
		finally {
			this.call.context().detach(before);
		}
		return answer.headers;
	}

	/**
	 * grpc-java lets credentials look at the level themselves.
	 */
	@Override
	public boolean requiresPrivacy() {
		return false;
	}

	@Override
	public String toString() {
		return "credentials of grpc-java, " + this.credentials.getClass().getName();
	}

	private static final class Request extends io.grpc.CallCredentials.RequestInfo {

		private final MethodDescriptor<?, ?> method;

		private final CallOptions callOptions;

		private final CredentialsRequest request;

		Request(MethodDescriptor<?, ?> method, CallOptions callOptions, CredentialsRequest request) {
			this.method = method;
			this.callOptions = callOptions;
			this.request = request;
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
			return (this.request.securityLevel() == io.clientconn.rpc.SecurityLevel.PRIVACY_AND_INTEGRITY)
					? SecurityLevel.PRIVACY_AND_INTEGRITY : SecurityLevel.NONE;
		}

		@Override
		public String getAuthority() {
			return this.request.authority();
		}

		@Override
		public Attributes getTransportAttrs() {
			return Translation.attributes(this.request.peer());
		}

	}

	/**
	 * Takes one answer; what follows it does nothing.
	 */
	private static final class Answer extends io.grpc.CallCredentials.MetadataApplier {

		private final BridgeCall<?, ?> call;

		private final AtomicBoolean answered = new AtomicBoolean();

		private final CompletableFuture<Metadata> headers = new CompletableFuture<>();

		Answer(BridgeCall<?, ?> call) {
			this.call = call;
		}

		@Override
		public void apply(io.grpc.Metadata more) {
			Objects.requireNonNull(more, "headers");
			if (this.answered.compareAndSet(false, true)) {
				this.headers.complete(Translation.metadata(more));
			}
		}

		@Override
		public void fail(Status status) {
			if (status.isOk()) {
				throw new IllegalArgumentException("Cannot fail with OK status");
			}
			refuse(NOT_OURS.contains(status.getCode()) ? Status.INTERNAL
				.withDescription("Inappropriate status code from control plane: " + status.getCode() + " "
						+ status.getDescription())
				.withCause(status.getCause()) : status);
		}

		/**
		 * The listener hears the status as it is, cause included; our runtime ends the
		 * call by it.
		 */
		private void refuse(Status status) {
			if (this.answered.compareAndSet(false, true)) {
				this.call.endsWith(status);
				this.headers.completeExceptionally(new StatusException(
						io.clientconn.rpc.Status.of(StatusCode.of(status.getCode().value()), status.getDescription())));
			}
		}

	}

}
