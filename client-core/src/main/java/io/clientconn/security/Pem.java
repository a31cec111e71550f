package io.clientconn.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys in PEM (RFC 7468). Stateless. Its errors never repeat what
 * it read.
 */
final class Pem {

	private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----",
			Pattern.DOTALL);

	private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

	private Pem() {
	}

	static List<X509Certificate> certificates(InputStream in) {
		List<X509Certificate> certificates = new ArrayList<>();
		Matcher blocks = BLOCK.matcher(text(in));
		try {
			CertificateFactory factory = CertificateFactory.getInstance("X.509");
			while (blocks.find()) {
				if (blocks.group(1).equals("CERTIFICATE")) {
					certificates.add((X509Certificate) factory
						.generateCertificate(new ByteArrayInputStream(bytes(blocks.group(2)))));
				}
			}
		}
		catch (CertificateException ex) {
			throw new IllegalArgumentException("certificate " + (certificates.size() + 1) + " cannot be read", ex);
		}
		if (certificates.isEmpty()) {
			throw new IllegalArgumentException("there is no '-----BEGIN CERTIFICATE-----' in it");
		}
		return certificates;
	}

	static PrivateKey privateKey(InputStream in) {
		Matcher blocks = BLOCK.matcher(text(in));
		while (blocks.find()) {
			String label = blocks.group(1);
			if (label.equals("PRIVATE KEY")) {
				return pkcs8(bytes(blocks.group(2)));
			}
			if (label.endsWith("PRIVATE KEY")) {
				throw new IllegalArgumentException("the key is a '" + label + "', but must be an unencrypted PKCS #8"
						+ " 'PRIVATE KEY'; 'openssl pkcs8 -topk8 -nocrypt' converts it");
			}
		}
		throw new IllegalArgumentException("there is no '-----BEGIN PRIVATE KEY-----' in it");
	}

	private static PrivateKey pkcs8(byte[] bytes) {
		try {
			for (String algorithm : ALGORITHMS) {
				try {
					return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
				}
				catch (InvalidKeySpecException ex) {
					// A key of another kind.
				}
			}
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("every JDK knows " + ALGORITHMS, ex);
		}
		throw new IllegalArgumentException("the private key is none of " + ALGORITHMS + ", or it is damaged");
	}

	private static byte[] bytes(String base64) {
		return Base64.getMimeDecoder().decode(base64);
	}

	private static String text(InputStream in) {
		try {
			return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("cannot read the PEM", ex);
		}
	}

}
