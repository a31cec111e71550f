package io.clientconn.security;

import java.io.InputStream;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * Whom a channel trusts, as whom it presents itself, and which TLS it speaks. Immutable;
 * each method returns another one. It never shows a key.
 *
 * @since 0.1.0
 */
public final class TlsMaterial {

	/** The versions of TLS that are spoken, the better one first. */
	public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

	private static final TlsMaterial JVM_TRUST = new TlsMaterial(new Trust(List.of(), null, false),
			new Identity(null, List.of(), null), new Speech(PROTOCOLS, List.of(), true));

	private final Trust trust;

	private final Identity identity;

	private final Speech speech;

	private TlsMaterial(Trust trust, Identity identity, Speech speech) {
		this.trust = trust;
		this.identity = identity;
		this.speech = speech;
	}

	/**
	 * The certificates that the JVM trusts, and no client certificate.
	 * @return the material
	 */
	public static TlsMaterial jvmTrust() {
		return JVM_TRUST;
	}

	/**
	 * Trusts these certificates and no others, and has no client certificate.
	 * @param certificates the authorities, or the servers' own certificates
	 * @return the material
	 * @throws IllegalArgumentException if there is none
	 */
	public static TlsMaterial trusting(List<X509Certificate> certificates) {
		if (certificates.isEmpty()) {
			throw new IllegalArgumentException(
					"no certificate to trust: give at least one, or use the trust store of the JVM");
		}
		return JVM_TRUST.with(new Trust(List.copyOf(certificates), null, false));
	}

	/**
	 * Trusts these certificates and no others, and has no client certificate.
	 * @param pem certificates in PEM, one after the other; read to the end and not closed
	 * @return the material
	 * @throws IllegalArgumentException if it does not hold certificates
	 */
	public static TlsMaterial trusting(InputStream pem) {
		return trusting(Pem.certificates(pem));
	}

	/**
	 * Trusts whom the trust managers of a factory trust, and has no client certificate.
	 * Host names are checked all the same.
	 * @param trustManagers a factory that was initialised
	 * @return the material
	 */
	public static TlsMaterial trusting(TrustManagerFactory trustManagers) {
		return JVM_TRUST.with(new Trust(List.of(), Objects.requireNonNull(trustManagers, "trustManagers"), false));
	}

	/**
	 * The same, but every certificate is accepted, for whatever host: whoever stands in
	 * between can pretend to be the server and read and change everything. For tests and
	 * for finding out what is wrong.
	 * @return material that proves nothing
	 */
	public TlsMaterial bypassingCertificateValidation() {
		return with(new Trust(this.trust.certificates, this.trust.managers, true));
	}

	/**
	 * The same trust with a client certificate, for servers that ask for one.
	 * @param key the private key
	 * @param chain the certificate of the key first, then those that vouch for it
	 * @return the material
	 * @throws IllegalArgumentException if the chain is empty or begins with the
	 * certificate of another key
	 */
	public TlsMaterial withIdentity(PrivateKey key, List<X509Certificate> chain) {
		if (chain.isEmpty()) {
			throw new IllegalArgumentException("the certificate of the private key is missing");
		}
		String certified = chain.get(0).getPublicKey().getAlgorithm();
		if (!certified.equals(key.getAlgorithm())) {
			throw new IllegalArgumentException("the private key is " + key.getAlgorithm()
					+ ", but the first certificate of the chain is for " + certified);
		}
		if (!KeyPairCheck.belong(key, chain.get(0).getPublicKey())) {
			throw new IllegalArgumentException("the private key is not that of the first certificate of the chain, "
					+ chain.get(0).getSubjectX500Principal());
		}
		return with(new Identity(key, List.copyOf(chain), null));
	}

	/**
	 * The same trust with a client certificate, for servers that ask for one.
	 * @param keyPem an unencrypted PKCS #8 key in PEM; read to the end and not closed
	 * @param chainPem the certificate of the key in PEM, then those that vouch for it;
	 * read to the end and not closed
	 * @return the material
	 * @throws IllegalArgumentException if one of them does not hold that
	 */
	public TlsMaterial withIdentity(InputStream keyPem, InputStream chainPem) {
		return withIdentity(Pem.privateKey(keyPem), Pem.certificates(chainPem));
	}

	/**
	 * The same trust with the client certificates of a factory's key managers, for
	 * servers that ask for one.
	 * @param keyManagers a factory that was initialised
	 * @return the material
	 */
	public TlsMaterial withIdentity(KeyManagerFactory keyManagers) {
		return with(new Identity(null, List.of(), Objects.requireNonNull(keyManagers, "keyManagers")));
	}

	/**
	 * The same with fewer versions of TLS.
	 * @param names some of {@link #PROTOCOLS}
	 * @return the material
	 * @throws IllegalArgumentException if there is none, or one that is not spoken
	 */
	public TlsMaterial withProtocols(List<String> names) {
		for (String name : names) {
			if (!PROTOCOLS.contains(name)) {
				throw new IllegalArgumentException("the TLS version '" + name + "' is not spoken; use " + PROTOCOLS);
			}
		}
		if (names.isEmpty()) {
			throw new IllegalArgumentException("no TLS version is left; use " + PROTOCOLS);
		}
		return with(new Speech(List.copyOf(names), this.speech.ciphers, this.speech.alpnRequired));
	}

	/**
	 * The same with other cipher suites than those that HTTP/2 allows and the JVM has.
	 * @param names the suites by their names in JSSE, the preferred one first; those that
	 * the JVM does not have are refused when the channel is built
	 * @return the material
	 * @throws IllegalArgumentException if there is none
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-9.2.2">RFC 9113
	 * section 9.2.2</a>
	 */
	public TlsMaterial withCiphers(List<String> names) {
		if (names.isEmpty()) {
			throw new IllegalArgumentException("no cipher suite is left");
		}
		return with(new Speech(this.speech.protocols, List.copyOf(names), this.speech.alpnRequired));
	}

	/**
	 * The same, but servers need not take part in ALPN: what they speak then is taken for
	 * HTTP/2. Those that choose another protocol are refused all the same. For servers
	 * and proxies that cannot do it; each channel logs a warning when it is built.
	 * @return material that does not require ALPN
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-3.2">RFC 9113 section
	 * 3.2</a>
	 */
	public TlsMaterial allowingMissingAlpn() {
		return with(new Speech(this.speech.protocols, this.speech.ciphers, false));
	}

	/**
	 * The certificates to trust.
	 * @return the certificates, empty for those of the JVM or of {@link #trustManagers}
	 */
	public List<X509Certificate> trusted() {
		return this.trust.certificates;
	}

	/**
	 * What decides whom to trust, in place of certificates.
	 * @return a factory, or null
	 */
	public @Nullable TrustManagerFactory trustManagers() {
		return this.trust.managers;
	}

	/**
	 * Whether every certificate is accepted.
	 * @return true if nothing is checked
	 */
	public boolean bypassesCertificateValidation() {
		return this.trust.bypassed;
	}

	/**
	 * Whether there is a client certificate.
	 * @return true with an identity
	 */
	public boolean hasIdentity() {
		return this.identity.key != null || this.identity.managers != null;
	}

	/**
	 * The key of the client certificate.
	 * @return the key, or null without a client certificate or if it is one of
	 * {@link #keyManagers}
	 */
	public @Nullable PrivateKey key() {
		return this.identity.key;
	}

	/**
	 * The client certificate and those that vouch for it.
	 * @return the chain, empty without a client certificate or if it is one of
	 * {@link #keyManagers}
	 */
	public List<X509Certificate> chain() {
		return this.identity.chain;
	}

	/**
	 * What chooses the client certificate, in place of one.
	 * @return a factory, or null
	 */
	public @Nullable KeyManagerFactory keyManagers() {
		return this.identity.managers;
	}

	/**
	 * The versions of TLS.
	 * @return some of {@link #PROTOCOLS}
	 */
	public List<String> protocols() {
		return this.speech.protocols;
	}

	/**
	 * The cipher suites.
	 * @return their names, empty for those that HTTP/2 allows
	 */
	public List<String> ciphers() {
		return this.speech.ciphers;
	}

	/**
	 * Whether servers have to choose HTTP/2 by ALPN.
	 * @return true unless servers without ALPN are allowed
	 */
	public boolean requiresAlpn() {
		return this.speech.alpnRequired;
	}

	private TlsMaterial with(Trust other) {
		return new TlsMaterial(other, this.identity, this.speech);
	}

	private TlsMaterial with(Identity other) {
		return new TlsMaterial(this.trust, other, this.speech);
	}

	private TlsMaterial with(Speech other) {
		return new TlsMaterial(this.trust, this.identity, other);
	}

	@Override
	public String toString() {
		return this.trust + this.identity.text() + (this.speech.alpnRequired ? "" : ", ALPN not required");
	}

	/**
	 * Which TLS is spoken.
	 *
	 * @param protocols versions
	 * @param ciphers suites, empty for those that HTTP/2 allows
	 * @param alpnRequired whether servers have to choose HTTP/2
	 */
	private record Speech(List<String> protocols, List<String> ciphers, boolean alpnRequired) {

	}

	/**
	 * Whom to trust.
	 *
	 * @param certificates these
	 * @param managers or whom these trust
	 * @param bypassed or anybody
	 */
	private record Trust(List<X509Certificate> certificates, @Nullable TrustManagerFactory managers, boolean bypassed) {

		@Override
		public String toString() {
			if (this.bypassed) {
				return "certificates not checked";
			}
			if (this.managers != null) {
				return "own trust";
			}
			return this.certificates.isEmpty() ? "trust store of the JVM" : this.certificates.size() + " trusted";
		}

	}

	/**
	 * Who we are.
	 *
	 * @param key of the certificate
	 * @param chain the certificate first
	 * @param managers or what they choose
	 */
	private record Identity(@Nullable PrivateKey key, List<X509Certificate> chain,
			@Nullable KeyManagerFactory managers) {

		String text() {
			if (this.managers != null) {
				return ", with client certificate";
			}
			return this.chain.isEmpty() ? "" : ", as " + this.chain.get(0).getSubjectX500Principal();
		}

		/** Never the key. */
		@Override
		public String toString() {
			return "Identity[" + text() + "]";
		}

	}

}
