package io.clientconn.sample.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * An authority, and the certificates of servers and client that it vouches for: made anew
 * at every start, valid for a month, never written to a file. Immutable.
 */
final class SampleCertificates {

	/** The SSL bundle of the client. */
	static final String BUNDLE = "sample";

	/** Longer than a demonstration, and than Boot's warning before the end. */
	private static final Duration VALIDITY = Duration.ofDays(30);

	private final X509Bundle authority;

	private final X509Bundle servers;

	private final X509Bundle client;

	private SampleCertificates(X509Bundle authority, X509Bundle servers, X509Bundle client) {
		this.authority = authority;
		this.servers = servers;
		this.client = client;
	}

	static SampleCertificates make() {
		try {
			Instant start = Instant.now().minus(Duration.ofMinutes(5));
			X509Bundle authority = valid(start).subject("CN=authority of the sample")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
			X509Bundle servers = valid(start).subject("CN=servers of the sample")
				.addSanIpAddress("127.0.0.1")
				.addExtendedKeyUsageServerAuth()
				.buildIssuedBy(authority);
			X509Bundle client = valid(start).subject("CN=client of the sample")
				.addExtendedKeyUsageClientAuth()
				.buildIssuedBy(authority);
			return new SampleCertificates(authority, servers, client);
		}
		catch (Exception ex) {
			throw new IllegalStateException("the certificates of the sample cannot be made", ex);
		}
	}

	private static CertificateBuilder valid(Instant start) {
		return new CertificateBuilder().ecp256().notBefore(start).notAfter(start.plus(VALIDITY));
	}

	/**
	 * TLS that clients without a certificate of the authority do not get through.
	 */
	ServerCredentials ofServers() {
		try {
			return TlsServerCredentials.newBuilder()
				.keyManager(stream(this.servers.getCertificatePathPEM()), stream(this.servers.getPrivateKeyPEM()))
				.trustManager(stream(this.authority.getCertificatePEM()))
				.clientAuth(ClientAuth.REQUIRE)
				.build();
		}
		catch (IOException ex) {
			throw new IllegalStateException("the certificates of the servers cannot be used", ex);
		}
	}

	SslBundle ofClient() {
		return SslBundle.of(new PemSslStoreBundle(
				PemSslStoreDetails.forCertificate(this.client.getCertificatePEM())
					.withPrivateKey(this.client.getPrivateKeyPEM()),
				PemSslStoreDetails.forCertificate(this.authority.getCertificatePEM())));
	}

	private static InputStream stream(String pem) {
		return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
	}

	/** Never a key. */
	@Override
	public String toString() {
		return "SampleCertificates[" + this.authority.getCertificate().getSubjectX500Principal() + "]";
	}

}
