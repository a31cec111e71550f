package io.clientconn.security;

import java.io.InputStream;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Whom a channel trusts, and as whom it presents itself. Immutable; each method returns
 * another one. It never shows a key.
 *
 * @since 0.1.0
 */
public final class TlsMaterial {

	private static final TlsMaterial JVM_TRUST = new TlsMaterial(List.of(), null, List.of());

	private final List<X509Certificate> trusted;

	private final @Nullable PrivateKey key;

	private final List<X509Certificate> chain;

	private TlsMaterial(List<X509Certificate> trusted, @Nullable PrivateKey key, List<X509Certificate> chain) {
		this.trusted = trusted;
		this.key = key;
		this.chain = chain;
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
		return new TlsMaterial(List.copyOf(certificates), null, List.of());
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
		return new TlsMaterial(this.trusted, key, List.copyOf(chain));
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
	 * The certificates to trust.
	 * @return the certificates, empty for those of the JVM
	 */
	public List<X509Certificate> trusted() {
		return this.trusted;
	}

	/**
	 * The key of the client certificate.
	 * @return the key, or null without a client certificate
	 */
	public @Nullable PrivateKey key() {
		return this.key;
	}

	/**
	 * The client certificate and those that vouch for it.
	 * @return the chain, empty without a client certificate
	 */
	public List<X509Certificate> chain() {
		return this.chain;
	}

	@Override
	public String toString() {
		String trust = this.trusted.isEmpty() ? "trust store of the JVM" : this.trusted.size() + " trusted";
		return this.chain.isEmpty() ? trust : trust + ", as " + this.chain.get(0).getSubjectX500Principal();
	}

}
