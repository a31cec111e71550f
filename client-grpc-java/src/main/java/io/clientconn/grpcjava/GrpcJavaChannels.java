package io.clientconn.grpcjava;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import io.clientconn.ClientConn;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;

/**
 * Channels for code made for grpc-java.
 *
 * @since 0.1.0
 */
public final class GrpcJavaChannels {

	private GrpcJavaChannels() {
	}

	/**
	 * A channel over a connection that exists. Its calls count as any other's of the
	 * connection, whose defaults and interceptors apply to them.
	 * <p>
	 * Shutting the channel down ends the channel only: the connection stays open, and
	 * whoever made it closes it.
	 * @param conn the connection
	 * @param interceptors what every call of this channel goes through, the first one
	 * outermost
	 * @return a channel for stubs
	 */
	public static ManagedChannel over(ClientConn conn, ClientInterceptor... interceptors) {
		Objects.requireNonNull(conn, "conn");
		List<ClientInterceptor> lastRunsFirst = new ArrayList<>(List.of(interceptors));
		Collections.reverse(lastRunsFirst);
		return new BridgeChannel(conn, false, new BridgeChannel.Settings(null, null), lastRunsFirst);
	}

}
