package io.clientconn.rpc;

import java.net.SocketAddress;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * The other end of the connection that served a call.
 *
 * @param remoteAddress where the server listens
 * @param localAddress our end of the connection
 * @param sslSession the TLS session, or null on a plaintext connection
 * @since 0.1.0
 */
public record PeerInfo(SocketAddress remoteAddress, SocketAddress localAddress, @Nullable SSLSession sslSession) {

	@Override
	public String toString() {
		return AddressText.of(this.remoteAddress);
	}

}
