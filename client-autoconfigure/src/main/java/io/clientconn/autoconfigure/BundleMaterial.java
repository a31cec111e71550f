package io.clientconn.autoconfigure;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

import io.clientconn.security.TlsMaterial;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * What an SSL bundle says, as the runtime wants it. Pure functions.
 */
final class BundleMaterial {

	private static final List<String> KEY_TYPES = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS", "DSA");

	private BundleMaterial() {
	}

	/**
	 * Trust, client certificate, ciphers and versions of a bundle.
	 * @throws BundleException if the bundle can be read and not be used
	 * @throws RuntimeException if the bundle cannot be read, in words that may be secret
	 */
	static TlsMaterial of(SslBundle bundle) {
		TlsMaterial material = TlsMaterial.trusting(bundle.getManagers().getTrustManagerFactory());
		KeyManagerFactory keys = identity(bundle);
		if (keys != null) {
			checkKeys(bundle);
			material = material.withIdentity(keys);
		}
		String[] ciphers = bundle.getOptions().getCiphers();
		try {
			material = material.withProtocols(protocols(bundle));
			return (ciphers != null) ? material.withCiphers(List.of(ciphers)) : material;
		}
		catch (IllegalArgumentException ex) {
			throw new BundleException(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Why a bundle is of no use, without words that may hold a key: Boot quotes what it
	 * takes for the location of one.
	 */
	static String problem(RuntimeException failure) {
		if (failure instanceof BundleException) {
			return String.valueOf(failure.getMessage());
		}
		List<String> kinds = new ArrayList<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			kinds.add(cause.getClass().getSimpleName());
		}
		return "it cannot be read (" + String.join(", ", kinds) + ")";
	}

	/**
	 * The highest version counts if the single ones are not said, as it does in JSSE.
	 */
	private static List<String> protocols(SslBundle bundle) {
		String[] enabled = bundle.getOptions().getEnabledProtocols();
		if (enabled != null) {
			return List.of(enabled);
		}
		String highest = bundle.getProtocol();
		boolean all = SslBundle.DEFAULT_PROTOCOL.equals(highest) || TlsMaterial.PROTOCOLS.get(0).equals(highest);
		return all ? TlsMaterial.PROTOCOLS : List.of(highest);
	}

	/**
	 * A bundle may have key managers of its own and no stores. Those that Boot makes
	 * without a store are the JDK's and have no key.
	 */
	private static @Nullable KeyManagerFactory identity(SslBundle bundle) {
		KeyManagerFactory factory = bundle.getManagers().getKeyManagerFactory();
		boolean keys = bundle.getStores().getKeyStore() != null
				|| Stream.of(factory.getKeyManagers()).anyMatch(BundleMaterial::mayHaveKeys);
		return keys ? factory : null;
	}

	private static boolean mayHaveKeys(KeyManager manager) {
		boolean fixed = manager instanceof X509KeyManager
				&& manager.getClass().getModule() == KeyManager.class.getModule();
		return !fixed || KEY_TYPES.stream()
			.anyMatch((type) -> ((X509KeyManager) manager).getClientAliases(type, null) != null);
	}

	/**
	 * Boot does not notice a key and a certificate of which only one was changed. A key
	 * that cannot be opened here is left to the managers.
	 */
	private static void checkKeys(SslBundle bundle) {
		KeyStore store = bundle.getStores().getKeyStore();
		if (store == null) {
			return;
		}
		String chosen = bundle.getKey().getAlias();
		String own = bundle.getKey().getPassword();
		String password = (own != null) ? own : bundle.getStores().getKeyStorePassword();
		try {
			for (String alias : Collections.list(store.aliases())) {
				if (store.isKeyEntry(alias) && (chosen == null || chosen.equalsIgnoreCase(alias))) {
					checkKey(key(store, alias, password), store.getCertificateChain(alias));
				}
			}
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Key key(KeyStore store, String alias, @Nullable String password)
			throws GeneralSecurityException {
		try {
			return store.getKey(alias, (password != null) ? password.toCharArray() : null);
		}
		catch (UnrecoverableKeyException ex) {
			return null;
		}
	}

	private static void checkKey(@Nullable Key key, Certificate @Nullable [] chain) {
		if (key instanceof PrivateKey secret && chain != null && chain.length > 0
				&& chain[0] instanceof X509Certificate certificate) {
			try {
				TlsMaterial.jvmTrust().withIdentity(secret, List.of(certificate));
			}
			catch (IllegalArgumentException ex) {
				throw new BundleException(String.valueOf(ex.getMessage()));
			}
		}
	}

	/**
	 * A bundle that can be read and not be used. Its message holds nothing secret.
	 */
	static final class BundleException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		BundleException(String message) {
			super(message);
		}

	}

}
