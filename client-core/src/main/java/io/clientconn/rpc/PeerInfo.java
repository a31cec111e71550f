package io.clientconn.rpc;

import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

import javax.net.ssl.SSLPeerUnverifiedException;
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

	/** The kind of an alternative name that is a URI. */
	private static final int URI_NAME = 6;

	/**
	 * How well the connection protects what is sent on it.
	 * @return privacy and integrity with TLS, else none
	 */
	public SecurityLevel securityLevel() {
		return (this.sslSession != null) ? SecurityLevel.PRIVACY_AND_INTEGRITY : SecurityLevel.NONE;
	}

	/**
	 * The SPIFFE id of the server: the one URI among the alternative names of its
	 * certificate. The handshake has checked the certificate, unless the channel bypasses
	 * that. Parses the certificate; on the path of every call remember it.
	 * @return the id, such as {@code spiffe://shop.example/orders}; null in plaintext, or
	 * if the certificate has no URI, several of them, or one of another scheme
	 * @see <a href="https://spiffe.io/docs/latest/spiffe-specs/x509-svid/">X.509-SVID,
	 * section 2</a>
	 */
	public @Nullable URI spiffeId() {
		if (this.sslSession == null) {
			return null;
		}
		try {
			Certificate[] chain = this.sslSession.getPeerCertificates();
			return (chain.length > 0 && chain[0] instanceof X509Certificate leaf) ? spiffeId(leaf) : null;
		}
		catch (SSLPeerUnverifiedException | CertificateParsingException ex) {
			return null;
		}
	}

	private static @Nullable URI spiffeId(X509Certificate certificate) throws CertificateParsingException {
		Collection<List<?>> names = certificate.getSubjectAlternativeNames();
		if (names == null) {
			return null;
		}
		List<String> uris = names.stream()
			.filter((name) -> Integer.valueOf(URI_NAME).equals(name.get(0)))
			.map((name) -> String.valueOf(name.get(1)))
			.toList();
		if (uris.size() != 1) {
			return null;
		}
		try {
			URI uri = new URI(uris.get(0));
			return ("spiffe".equalsIgnoreCase(uri.getScheme()) && uri.getRawAuthority() != null) ? uri : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return AddressText.of(this.remoteAddress);
	}

}
