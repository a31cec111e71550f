package io.clientconn.autoconfigure;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * A certificate of an SSL bundle. Immutable; holds no key.
 *
 * @param purpose what it is for
 * @param subject whom it is for
 * @param notAfter when it expires
 */
record BundleCertificate(String purpose, String subject, Instant notAfter) {

	private static final String CLIENT = "client certificate";

	private static final String TRUSTED = "trusted certificate";

	/**
	 * The client certificate with those that vouch for it, then those that are trusted.
	 * @param bundle already in use, so its stores can be read
	 * @param trustCounts whether certificates of servers are checked at all
	 */
	static List<BundleCertificate> of(SslBundle bundle, boolean trustCounts) {
		List<BundleCertificate> certificates = new ArrayList<>();
		try {
			addIdentity(certificates, bundle.getStores().getKeyStore(), bundle.getKey().getAlias());
			if (trustCounts) {
				addTrusted(certificates, bundle.getStores().getTrustStore());
			}
		}
		catch (KeyStoreException ex) {
			throw new IllegalArgumentException("a store of the bundle cannot be read", ex);
		}
		return certificates;
	}

	private static void addIdentity(List<BundleCertificate> certificates, @Nullable KeyStore store,
			@Nullable String chosen) throws KeyStoreException {
		if (store == null) {
			return;
		}
		for (String alias : Collections.list(store.aliases())) {
			if (store.isKeyEntry(alias) && (chosen == null || chosen.equalsIgnoreCase(alias))) {
				Certificate[] chain = store.getCertificateChain(alias);
				if (chain != null) {
					for (Certificate certificate : chain) {
						add(certificates, CLIENT, certificate);
					}
				}
			}
		}
	}

	private static void addTrusted(List<BundleCertificate> certificates, @Nullable KeyStore store)
			throws KeyStoreException {
		if (store == null) {
			return;
		}
		for (String alias : Collections.list(store.aliases())) {
			add(certificates, TRUSTED, store.getCertificate(alias));
		}
	}

	private static void add(List<BundleCertificate> certificates, String purpose, @Nullable Certificate certificate) {
		if (certificate instanceof X509Certificate x509) {
			certificates.add(new BundleCertificate(purpose, x509.getSubjectX500Principal().getName(),
					x509.getNotAfter().toInstant()));
		}
	}

}
