package io.clientconn.internal.http2;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.util.NetUtil;

/**
 * Whether a server may be addressed by an authority that a call chose for itself: its
 * certificate has to be for that host too (RFC 9525). Only names of the extension for
 * alternative names count; a wildcard stands for one whole label, the leftmost.
 * <p>
 * Owned by the event loop; remembers a bounded number of answers. It is never asked about
 * the authority of the connection, which the handshake has checked.
 */
@OnEventLoop
final class AuthorityCheck {

	private static final int DNS_NAME = 2;

	private static final int IP_ADDRESS = 7;

	private static final int MOST_ANSWERS = 256;

	private final Collection<List<?>> names;

	private final Map<String, Boolean> answers = new HashMap<>();

	private AuthorityCheck(Collection<List<?>> names) {
		this.names = names;
	}

	/**
	 * A check by the certificate of a session.
	 */
	static AuthorityCheck of(SSLSession session) {
		try {
			X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			return new AuthorityCheck((names != null) ? names : List.of());
		}
		catch (SSLPeerUnverifiedException | CertificateParsingException ex) {
			return new AuthorityCheck(List.of());
		}
	}

	boolean allows(String authority) {
		Boolean known = this.answers.get(authority);
		if (known != null) {
			return known;
		}
		if (this.answers.size() >= MOST_ANSWERS) {
			this.answers.clear();
		}
		String host = TlsClient.hostOf(authority).toLowerCase(Locale.ROOT);
		boolean allowed = this.names.stream().anyMatch((name) -> matches(name, host));
		this.answers.put(authority, allowed);
		return allowed;
	}

	private static boolean matches(List<?> name, String host) {
		byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
		if (!(name.get(0) instanceof Integer type) || !(name.get(1) instanceof String value)) {
			return false;
		}
		return switch (type) {
			case IP_ADDRESS ->
				address != null && Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(value));
			case DNS_NAME -> address == null && isNamed(value.toLowerCase(Locale.ROOT), host);
			default -> false;
		};
	}

	private static boolean isNamed(String name, String host) {
		if (!name.startsWith("*.")) {
			return name.equals(host);
		}
		int dot = host.indexOf('.');
		return dot > 0 && host.substring(dot).equals(name.substring(1)) && host.indexOf('.', dot + 1) > 0;
	}

}
