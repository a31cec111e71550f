package io.clientconn.internal.http2;

import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

import io.clientconn.security.TlsMaterial;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the TLS of connections from a channel's material: TLS 1.3 or 1.2 of BoringSSL if
 * the application has it and it does all that the material asks for, else of the JDK, the
 * cipher suites of RFC 9113 unless others are given, ALPN and host names checked.
 * <p>
 * Immutable; any thread may call it. It never looks at how a handshake ends.
 */
final class TlsClient {

	private static final Logger LOG = LoggerFactory.getLogger(TlsClient.class);

	private static final long CLOSE_NOTIFY_MILLIS = 1000;

	private final SslContext context;

	private final boolean identified;

	private final boolean alpnRequired;

	/**
	 * Reads the material.
	 * @throws IllegalArgumentException if nothing can be made of it
	 */
	TlsClient(TlsMaterial material) {
		this.identified = material.hasIdentity();
		this.alpnRequired = material.requiresAlpn();
		try {
			this.context = context(material);
			tryOut(this.context);
			LOG.debug("TLS of {} is {}'s", material, provider(material));
		}
		catch (SSLException ex) {
			throw new IllegalArgumentException("the trusted certificates or the key cannot be used for TLS: "
					+ ((ex.getMessage() != null) ? ex.getMessage() : ex.toString()), ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("the cipher suites " + material.ciphers() + " with "
					+ material.protocols() + " cannot be used for TLS: " + ex.getMessage(), ex);
		}
	}

	private static SslContext context(TlsMaterial material) throws SSLException {
		SslContextBuilder builder = SslContextBuilder.forClient()
			.sslProvider(provider(material))
			.protocols(material.protocols())
			.endpointIdentificationAlgorithm(material.bypassesCertificateValidation() ? null : "HTTPS")
			.applicationProtocolConfig(
					new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
							SelectedListenerFailureBehavior.ACCEPT, ApplicationProtocolNames.HTTP_2));
		if (material.ciphers().isEmpty()) {
			builder.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
		}
		else {
			builder.ciphers(material.ciphers(), IdentityCipherSuiteFilter.INSTANCE);
		}
		if (material.bypassesCertificateValidation()) {
			builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
		}
		else if (material.trustManagers() != null) {
			builder.trustManager(material.trustManagers());
		}
		else if (!material.trusted().isEmpty()) {
			builder.trustManager(material.trusted().toArray(X509Certificate[]::new));
		}
		if (material.key() != null) {
			builder.keyManager(material.key(), material.chain().toArray(X509Certificate[]::new));
		}
		else if (material.keyManagers() != null) {
			builder.keyManager(material.keyManagers());
		}
		return builder.build();
	}

	/**
	 * Netty's native library, which is BoringSSL unless somebody chose OpenSSL, counts if
	 * it can do all that the JDK can, for this material too.
	 */
	private static SslProvider provider(TlsMaterial material) {
		return (SslProvider.isAlpnSupported(SslProvider.OPENSSL) && SslProvider.isTlsv13Supported(SslProvider.OPENSSL)
				&& !choosesSuitesOfTls13(material) && !leavesHostNamesToTheJdk(material)) ? SslProvider.OPENSSL
						: SslProvider.JDK;
	}

	/** BoringSSL always offers all suites of TLS 1.3. */
	private static boolean choosesSuitesOfTls13(TlsMaterial material) {
		return !material.ciphers().isEmpty() && material.protocols().contains("TLSv1.3");
	}

	/**
	 * Trust managers of the old kind know no host names: the JDK checks these for them,
	 * Netty's native library only where it can look into the JDK.
	 */
	private static boolean leavesHostNamesToTheJdk(TlsMaterial material) {
		TrustManagerFactory factory = material.trustManagers();
		if (factory == null || material.bypassesCertificateValidation()) {
			return false;
		}
		for (TrustManager manager : factory.getTrustManagers()) {
			if (manager instanceof X509TrustManager && !(manager instanceof X509ExtendedTrustManager)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * An engine finds out what the context was not asked: whether the JVM has the suites.
	 */
	private static void tryOut(SslContext context) {
		SSLEngine engine = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
		ReferenceCountUtil.release(engine);
	}

	/**
	 * Whether the channel has a client certificate.
	 */
	boolean isIdentified() {
		return this.identified;
	}

	/**
	 * Whether servers have to choose HTTP/2.
	 */
	boolean requiresAlpn() {
		return this.alpnRequired;
	}

	/**
	 * The TLS of one connection. It has no timeout of its own: that of the connection
	 * covers the handshake.
	 * @param allocator where buffers come from
	 * @param authority whose certificate the server has to show
	 */
	SslHandler handler(ByteBufAllocator allocator, String authority) {
		String host = hostOf(authority);
		SslHandler handler = this.context.newHandler(allocator, host, -1);
		handler.setHandshakeTimeoutMillis(0);
		handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
		nameServer(handler.engine(), host);
		return handler;
	}

	/**
	 * By itself the JDK names only servers with a dot in their name.
	 */
	private static void nameServer(SSLEngine engine, String host) {
		if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
			return;
		}
		try {
			SSLParameters parameters = engine.getSSLParameters();
			parameters.setServerNames(List.of(new SNIHostName(host)));
			engine.setSSLParameters(parameters);
		}
		catch (IllegalArgumentException ex) {
			// No name that SNI can carry, for example with an underscore: go without.
		}
	}

	/**
	 * The host of an authority, without brackets and without the dot of the root.
	 */
	static String hostOf(String authority) {
		String host = authority;
		int bracket = host.indexOf(']');
		if (host.startsWith("[") && bracket > 0) {
			return host.substring(1, bracket);
		}
		int colon = host.indexOf(':');
		if (colon >= 0 && colon == host.lastIndexOf(':')) {
			host = host.substring(0, colon);
		}
		return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
	}

	@Override
	public String toString() {
		return "TlsClient[" + (this.identified ? "with" : "without") + " client certificate]";
	}

}
