package io.clientconn.internal.call;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.SecurityLevel;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;

/**
 * What credentials are asked for a {@link DirectStream}. Runs where user code may block
 * and never throws. Immutable.
 *
 * @param credentials whom to ask
 * @param method the method of the stream
 * @param transport its connection
 * @param authority the channel's authority
 * @param clock the clock of the channel
 */
record CredentialsQuestion(CallCredentials credentials, MethodDescriptor<?, ?> method, ClientTransport transport,
		String authority, Scheduler clock) {

	/**
	 * Asks. One of the two hears the answer, on any thread; a stage that is broken may
	 * answer again.
	 */
	void ask(Consumer<Metadata> headers, Consumer<Status> failed) {
		try {
			PeerInfo peer = this.transport.peer();
			if (this.credentials.requiresPrivacy() && peer.securityLevel() == SecurityLevel.NONE) {
				failed.accept(CredentialsTexts.insecure(peer));
				return;
			}
			CompletionStage<Metadata> answer = this.credentials
				.headers(new CredentialsRequest(this.method, RpcOptions.NONE, this.authority, peer, this.clock));
			if (answer == null) {
				failed.accept(CredentialsTexts.nothing());
				return;
			}
			answer.whenComplete((found, failure) -> {
				if (failure != null) {
					failed.accept(CredentialsTexts.failed(failure));
				}
				else if (found == null) {
					failed.accept(CredentialsTexts.nothing());
				}
				else {
					headers.accept(found);
				}
			});
		}
		catch (Throwable ex) {
			failed.accept(CredentialsTexts.failed(ex));
		}
	}

}
