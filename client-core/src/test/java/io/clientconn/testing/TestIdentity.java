package io.clientconn.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;

import io.netty.util.NetUtil;

/**
 * A key and its certificate, made for a test: written byte by byte, because the JDK
 * cannot make certificates and its tools take a second for each.
 *
 * @param key the private key
 * @param certificate its certificate
 */
public record TestIdentity(PrivateKey key, X509Certificate certificate) {

	private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	/** ecdsa-with-SHA256. */
	private static final byte[] SIGNATURE = tlv(0x30,
			new byte[] { 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2 });

	private static final byte[] TRUE = { 1, 1, (byte) 0xff };

	/**
	 * An authority that vouches for itself.
	 */
	public static TestIdentity authority(String name) {
		KeyPair keys = keys();
		X500Principal subject = new X500Principal("CN=" + name);
		byte[] isAuthority = extension(19, tlv(0x30, TRUE));
		return new TestIdentity(keys.getPrivate(),
				certificate(subject, keys.getPrivate(), subject, keys, Duration.ofDays(1), isAuthority));
	}

	/**
	 * An authority that this one vouches for.
	 */
	public TestIdentity intermediate(String name) {
		KeyPair keys = keys();
		return new TestIdentity(keys.getPrivate(), certificate(this.certificate.getSubjectX500Principal(), this.key,
				new X500Principal("CN=" + name), keys, Duration.ofDays(1), extension(19, tlv(0x30, TRUE))));
	}

	/**
	 * An identity that this authority vouches for.
	 * @param names host names, IP addresses and URIs
	 */
	public TestIdentity issue(String... names) {
		return issue(Duration.ofDays(1), names);
	}

	/**
	 * An identity that expires so long from now, or has expired.
	 */
	public TestIdentity issue(Duration validFor, String... names) {
		KeyPair keys = keys();
		byte[] alternatives = {};
		for (String name : names) {
			alternatives = join(alternatives, alternative(name));
		}
		return new TestIdentity(keys.getPrivate(), certificate(this.certificate.getSubjectX500Principal(), this.key,
				new X500Principal("CN=leaf"), keys, validFor, extension(17, tlv(0x30, alternatives))));
	}

	private static byte[] alternative(String name) {
		byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
		if (address != null) {
			return tlv(0x87, address);
		}
		return tlv(name.contains("://") ? 0x86 : 0x82, name.getBytes(StandardCharsets.US_ASCII));
	}

	public InputStream certificatePem() {
		try {
			return pem("CERTIFICATE", this.certificate.getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	public InputStream keyPem() {
		return pem("PRIVATE KEY", this.key.getEncoded());
	}

	public List<X509Certificate> chain() {
		return List.of(this.certificate);
	}

	/**
	 * What a server of the JDK shows this identity with.
	 */
	public SSLContext sslContext() {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setKeyEntry("server", this.key, new char[0], chain().toArray(new Certificate[0]));
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, new char[0]);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Never the key. */
	@Override
	public String toString() {
		return this.certificate.getSubjectX500Principal().getName();
	}

	private static InputStream pem(String label, byte[] bytes) {
		String text = "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END "
				+ label + "-----\n";
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static X509Certificate certificate(X500Principal issuer, PrivateKey issuerKey, X500Principal subject,
			KeyPair keys, Duration validFor, byte[] extensions) {
		try {
			Instant end = Instant.now().plus(validFor);
			byte[] body = tlv(0x30, tlv(0xa0, new byte[] { 2, 1, 2 }), new byte[] { 2, 1, 7 }, SIGNATURE,
					issuer.getEncoded(), tlv(0x30, time(end.minus(Duration.ofDays(2))), time(end)),
					subject.getEncoded(), keys.getPublic().getEncoded(), tlv(0xa3, tlv(0x30, extensions)));
			Signature signature = Signature.getInstance("SHA256withECDSA");
			signature.initSign(issuerKey);
			signature.update(body);
			byte[] whole = tlv(0x30, body, SIGNATURE, tlv(3, new byte[1], signature.sign()));
			return (X509Certificate) CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(whole));
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	private static KeyPair keys() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(256);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Critical, number below 2.5.29. */
	private static byte[] extension(int number, byte[] value) {
		return tlv(0x30, new byte[] { 6, 3, 0x55, 0x1d, (byte) number }, TRUE, tlv(4, value));
	}

	private static byte[] time(Instant instant) {
		return tlv(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
	}

	private static byte[] tlv(int tag, byte[]... parts) {
		byte[] value = join(parts);
		int size = value.length;
		return join(new byte[] { (byte) tag }, length(size), value);
	}

	/** In as few bytes as possible, as DER wants it. */
	private static byte[] length(int size) {
		if (size < 128) {
			return new byte[] { (byte) size };
		}
		return (size < 256) ? new byte[] { (byte) 0x81, (byte) size }
				: new byte[] { (byte) 0x82, (byte) (size >> 8), (byte) size };
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

}
