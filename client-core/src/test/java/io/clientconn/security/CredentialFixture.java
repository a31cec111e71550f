package io.clientconn.security;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TextMarshaller;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Asks credentials as a call would, at a time set by hand.
 */
final class CredentialFixture {

	final ManualScheduler clock = new ManualScheduler();

	/** The only header there is. */
	@Nullable String authorization(CallCredentials credentials) {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
		CredentialsRequest request = new CredentialsRequest(
				MethodDescriptor.of("shop.Orders/Get", Kind.UNARY, new TextMarshaller(), new TextMarshaller()),
				RpcOptions.NONE, "orders", new PeerInfo(address, address, null), this.clock);
		try {
			return credentials.headers(request).toCompletableFuture().join().get("authorization");
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof StatusException status) ? status : ex;
		}
	}

	Status failure(CallCredentials credentials) {
		StatusException failure = catchThrowableOfType(StatusException.class, () -> authorization(credentials));
		if (failure == null) {
			throw new AssertionError("the credentials did not fail");
		}
		return failure.status();
	}

}
