package io.clientconn.autoconfigure;

import java.util.List;

import io.clientconn.security.TlsMaterial;
import org.springframework.boot.ssl.SslBundle;

/**
 * What an SSL bundle says, as the runtime wants it. Pure functions.
 */
final class BundleMaterial {

	private BundleMaterial() {
	}

	/**
	 * Trust, client certificate, ciphers and versions of a bundle.
	 * @throws RuntimeException if the bundle cannot be used
	 */
	static TlsMaterial of(SslBundle bundle) {
		TlsMaterial material = TlsMaterial.trusting(bundle.getManagers().getTrustManagerFactory());
		if (bundle.getStores().getKeyStore() != null) {
			material = material.withIdentity(bundle.getManagers().getKeyManagerFactory());
		}
		String[] protocols = bundle.getOptions().getEnabledProtocols();
		if (protocols != null) {
			material = material.withProtocols(List.of(protocols));
		}
		String[] ciphers = bundle.getOptions().getCiphers();
		return (ciphers != null) ? material.withCiphers(List.of(ciphers)) : material;
	}

}
