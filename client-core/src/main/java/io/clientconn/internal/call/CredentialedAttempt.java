package io.clientconn.internal.call;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.SecurityLevel;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;

import org.jspecify.annotations.Nullable;

/**
 * An attempt that asks credentials for headers between its pick and its stream.
 * <p>
 * Credentials are user code: they run on the runtime's executor for callbacks, where they
 * may block, never on an event loop and never in the call's serializer. What they answer
 * when the call is over nobody hears, and the tracker of the pick does not wait for it.
 */
@AnyThread
final class CredentialedAttempt extends Attempt {

	private final RpcCall<?, ?> call;

	private final CallCredentials credentials;

	/** Written by the picking thread, after all that the tracker's end needs. */
	private volatile boolean asked;

	private final AtomicBoolean heard = new AtomicBoolean();

	/** Written before the answer goes into the call's serializer. */
	private volatile @Nullable Metadata answer;

	CredentialedAttempt(RpcCall<?, ?> call, @Nullable ClientTransport avoid, CallCredentials credentials) {
		super(call, avoid);
		this.call = call;
		this.credentials = credentials;
	}

	@Override
	void proceed(ClientTransport transport) {
		this.asked = true;
		this.call.environment().routes().hold(this);
		try {
			this.call.environment().fallbackExecutor().execute(() -> ask(transport));
		}
		catch (Throwable ex) {
			refuse(transport, Status.unavailable("no thread to ask the call credentials on: " + ex).withCause(ex));
		}
	}

	private void ask(ClientTransport transport) {
		if (!this.call.isCurrent(this)) {
			this.call.environment().routes().letGo(this);
			super.proceed(transport);
			return;
		}
		try {
			PeerInfo peer = transport.peer();
			if (this.credentials.requiresPrivacy() && peer.securityLevel() == SecurityLevel.NONE) {
				refuse(transport, CredentialsTexts.insecure(peer));
				return;
			}
			CompletionStage<Metadata> headers = this.credentials.headers(request(peer));
			if (headers == null) {
				hear(transport, null, null);
				return;
			}
			headers.whenComplete((found, failure) -> hear(transport, found, failure));
		}
		catch (Throwable ex) {
			hear(transport, null, ex);
		}
	}

	private CredentialsRequest request(PeerInfo peer) {
		RpcOptions options = this.call.options();
		CallEnvironment environment = this.call.environment();
		String authority = (options.authority() != null) ? options.authority() : environment.authority();
		return new CredentialsRequest(method(), options, authority, peer, environment.scheduler());
	}

	/**
	 * On whatever thread the credentials answer. The first answer counts, whatever their
	 * stage does, and what goes wrong here must not get lost in it.
	 */
	private void hear(ClientTransport transport, @Nullable Metadata headers, @Nullable Throwable failure) {
		if (!this.heard.compareAndSet(false, true)) {
			return;
		}
		this.call.environment().routes().letGo(this);
		try {
			if (failure != null) {
				refuse(transport, CredentialsTexts.failed(failure));
			}
			else if (headers == null) {
				refuse(transport, CredentialsTexts.nothing());
			}
			else {
				this.answer = headers.sensitive();
				super.proceed(transport);
			}
		}
		catch (Throwable ex) {
			this.call.post(() -> this.call.broken(ex));
		}
	}

	/**
	 * The second event finds a call that is over or makes another attempt, and ends the
	 * pick.
	 */
	private void refuse(ClientTransport transport, Status status) {
		this.call.environment().routes().letGo(this);
		unreachable(status);
		super.proceed(transport);
	}

	@Override
	void abandon(Status reason) {
		super.abandon(reason);
		this.call.environment().routes().letGo(this);
		if (this.asked && stream() == null) {
			neverOpened(CallTexts.NEVER_STARTED);
		}
	}

	@Override
	Metadata headers() {
		Metadata found = this.answer;
		return (found != null) ? found.and(super.headers()) : super.headers();
	}

	@Override
	Status overdue(long timeoutNanos) {
		PeerInfo peer = peer();
		return (this.asked && this.answer == null && peer != null) ? CallTexts.credentialsOverdue(timeoutNanos, peer)
				: super.overdue(timeoutNanos);
	}

}
