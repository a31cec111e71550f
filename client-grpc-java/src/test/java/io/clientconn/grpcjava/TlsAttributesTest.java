package io.clientconn.grpcjava;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSession;

import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B14 on a connection with TLS. What runs on both sides shows that the rule is
 * grpc-java's.
 */
class TlsAttributesTest {

	@ParameterizedTest
	@EnumSource
	void b14TheSessionOfTheConnectionIsKnown(Side side) throws Exception {
		X509Bundle certificate = new CertificateBuilder().ecp256()
			.subject("CN=text")
			.addSanIpAddress("127.0.0.1")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		try (TextServer server = new TextServer((builder) -> builder.useTransportSecurity(
				stream(certificate.getCertificatePathPEM()), stream(certificate.getPrivateKeyPEM())))) {
			ChannelCredentials credentials = TlsChannelCredentials.newBuilder()
				.trustManager(stream(certificate.getCertificatePathPEM()))
				.build();
			ManagedChannel channel = switch (side) {
				case GRPC_JAVA -> NettyChannelBuilder.forAddress("127.0.0.1", server.port(), credentials).build();
				case CLIENT_CONN ->
					ClientConnChannelBuilder.forAddress("127.0.0.1", server.port(), credentials).build();
			};
			ClientCall<String, String> call = channel.newCall(TextServer.method(MethodType.UNARY), CallOptions.DEFAULT);
			Heard heard = new Heard();
			CallFixture.unary(call, new Metadata(), heard);
			assertThat(heard.status().isOk()).isTrue();
			SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
			assertThat(session).isNotNull();
			assertThat(session.getPeerCertificates()).containsExactly(certificate.getCertificate());
			assertThat(session.getProtocol()).startsWith("TLSv1.");
			channel.shutdownNow();
			assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static ByteArrayInputStream stream(String pem) {
		return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
	}

}
