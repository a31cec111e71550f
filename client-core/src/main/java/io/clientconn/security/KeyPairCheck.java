package io.clientconn.security;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether two keys are one pair, which half a rotation of certificates is not.
 */
final class KeyPairCheck {

	private static final byte[] PROBE = { 1, 2, 3, 4 };

	private KeyPairCheck() {
	}

	/**
	 * Whether what the one signs the other one verifies. Keys that cannot be tried here,
	 * such as those of hardware, are taken at their word.
	 */
	static boolean belong(PrivateKey key, PublicKey certified) {
		String algorithm = algorithm(key);
		if (algorithm == null || key.getEncoded() == null) {
			return true;
		}
		try {
			Signature signature = Signature.getInstance(algorithm);
			signature.initSign(key);
			signature.update(PROBE);
			byte[] signed = signature.sign();
			signature.initVerify(certified);
			signature.update(PROBE);
			return signature.verify(signed);
		}
		catch (SignatureException ex) {
			return false;
		}
		catch (GeneralSecurityException ex) {
			return true;
		}
	}

	private static @Nullable String algorithm(PrivateKey key) {
		return switch (key.getAlgorithm()) {
			case "RSA" -> "SHA256withRSA";
			case "EC" -> "SHA256withECDSA";
			case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
			default -> null;
		};
	}

}
