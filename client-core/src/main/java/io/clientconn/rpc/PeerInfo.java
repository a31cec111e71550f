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

	/**
	 * How well the connection protects what is sent on it.
	 * @return privacy and integrity with TLS, else none
	 */
	public SecurityLevel securityLevel() {
		return (this.sslSession != null) ? SecurityLevel.PRIVACY_AND_INTEGRITY : SecurityLevel.NONE;
	}

	@Override
	public String toString() {
		return AddressText.of(this.remoteAddress);
	}

}
