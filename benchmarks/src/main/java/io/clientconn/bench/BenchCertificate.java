package io.clientconn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import javax.net.ssl.SSLException;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A key and a certificate for one run.
 */
final class BenchCertificate {

	private static final Duration VALIDITY = Duration.ofDays(1);

	private final X509Bundle own;

	private BenchCertificate(X509Bundle own) {
		this.own = own;
	}

	static BenchCertificate make() {
		Instant start = Instant.now().minus(Duration.ofMinutes(5));
		try {
			return new BenchCertificate(new CertificateBuilder().ecp256()
				.notBefore(start)
				.notAfter(start.plus(VALIDITY))
				.subject("CN=benchmarks")
				.addSanIpAddress("127.0.0.1")
				.setIsCertificateAuthority(true)
				.buildSelfSigned());
		}
		catch (Exception ex) {
			throw new IllegalStateException("the certificate of the server cannot be made", ex);
		}
	}

	SslContext forServer() throws SSLException {
		return SslContextBuilder.forServer(this.own.getKeyPair().getPrivate(), this.own.getCertificatePath())
			.sslProvider(SslProvider.JDK)
			.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
			.applicationProtocolConfig(
					new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
							SelectedListenerFailureBehavior.ACCEPT, ApplicationProtocolNames.HTTP_2))
			.build();
	}

	/**
	 * The certificate as PEM in a file that goes with this process.
	 */
	Path toFile() throws IOException {
		Path file = Files.createTempFile("bench", ".pem");
		file.toFile().deleteOnExit();
		return Files.writeString(file, this.own.getCertificatePEM());
	}

}
