package io.clientconn;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Certificates that change while calls go on, at both ends.
 */
class CertificateRotationTest {

	private static final int CALLERS = 32;

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	private static final TlsMaterial TRUST = TlsMaterial.trusting(AUTHORITY.chain());

	private final ServerKeys keys = new ServerKeys(AUTHORITY.issue("127.0.0.1"));

	private TestIdentity client = AUTHORITY.issue("client");

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private TestServer server() throws Exception {
		return this.fixture.track(TestServer.startWithTls("secret",
				GrpcSslContexts.configure(SslContextBuilder.forServer(this.keys), SslProvider.JDK)
					.trustManager(AUTHORITY.certificate())
					.clientAuth(ClientAuth.REQUIRE)
					.build()));
	}

	private ChannelCredentials credentials() {
		return ChannelCredentials.tls(TRUST.withIdentity(this.client.key(), this.client.chain()));
	}

	private ClientConn connect(TestServer server) {
		return this.fixture.track(ClientConn.builder("static:///" + server.address())
			.runtime(this.fixture.runtime())
			.credentials(credentials())
			.build());
	}

	private static SSLSession session(ClientConn conn) {
		ResponseInfo info = new ResponseInfo();
		RealServerFixture.echo(conn, "which", RpcOptions.NONE.capture(info).timeout(Duration.ofSeconds(20)));
		assertThat(info.peer()).isNotNull();
		assertThat(info.peer().sslSession()).isNotNull();
		return info.peer().sslSession();
	}

	/** Calls until one is on a connection with the certificates of now. */
	private void awaitRenewed(ClientConn conn) throws SSLPeerUnverifiedException {
		SSLSession session = session(conn);
		while (!List.of(session.getPeerCertificates()).equals(List.of(this.keys.latest().certificate()))
				|| !List.of(session.getLocalCertificates()).equals(List.of(this.client.certificate()))) {
			session = session(conn);
		}
	}

	@Test
	@Timeout(120)
	void bothSidesChangeTheirCertificatesThreeTimesUnderLoadAndNoCallFails() throws Exception {
		ClientConn conn = connect(server());
		AtomicBoolean over = new AtomicBoolean();
		ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
		List<Future<Integer>> callers = new ArrayList<>();
		Callable<Integer> caller = () -> {
			int calls = 0;
			do {
				assertThat(RealServerFixture.echo(conn, "call " + calls)).isEqualTo("call " + calls);
				calls++;
			}
			while (!over.get());
			return calls;
		};
		try {
			for (int i = 0; i < CALLERS; i++) {
				callers.add(threads.submit(caller));
			}
			for (int rotation = 0; rotation < 3; rotation++) {
				this.keys.change(AUTHORITY.issue("127.0.0.1"));
				this.client = AUTHORITY.issue("client");
				conn.renewCredentials(credentials());
				awaitRenewed(conn);
			}
		}
		finally {
			over.set(true);
			threads.shutdown();
		}
		for (Future<Integer> calls : callers) {
			assertThat(calls.get(60, TimeUnit.SECONDS)).isPositive();
		}
	}

	@Test
	@Timeout(120)
	void materialThatTheServerRefusesLeavesCallsWhereTheyAre() throws Exception {
		ClientConn conn = connect(server());
		List<Certificate> before = List.of(session(conn).getLocalCertificates());
		TestIdentity stranger = TestIdentity.authority("other").issue("client");
		conn.renewCredentials(ChannelCredentials.tls(TRUST.withIdentity(stranger.key(), stranger.chain())));
		for (int i = 0; i < 50; i++) {
			assertThat(session(conn).getLocalCertificates()).containsExactlyElementsOf(before);
		}
		this.client = AUTHORITY.issue("client");
		conn.renewCredentials(credentials());
		awaitRenewed(conn);
	}

	@Test
	void whatCannotBeUsedIsRefusedAndChangesNothing() throws Exception {
		ClientConn conn = connect(server());
		session(conn);
		ChannelCredentials before = conn.credentials();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> conn.renewCredentials(ChannelCredentials.tls(TRUST.withCiphers(List.of("TLS_NONE")))))
			.withMessageContaining("TLS_NONE");
		assertThatIllegalArgumentException().isThrownBy(() -> conn.renewCredentials(ChannelCredentials.plaintext()))
			.withMessageContaining("cannot be renewed with plaintext");
		assertThat(conn.credentials()).isSameAs(before);
		session(conn);
	}

	/**
	 * A server's key that changes for handshakes to come.
	 */
	private static final class ServerKeys extends X509ExtendedKeyManager {

		private final List<TestIdentity> identities = new CopyOnWriteArrayList<>();

		ServerKeys(TestIdentity identity) {
			change(identity);
		}

		void change(TestIdentity identity) {
			this.identities.add(identity);
		}

		TestIdentity latest() {
			return this.identities.get(this.identities.size() - 1);
		}

		/** So that a handshake has key and certificate of one identity. */
		private String alias() {
			return Integer.toString(this.identities.size() - 1);
		}

		private TestIdentity of(String alias) {
			return this.identities.get(Integer.parseInt(alias));
		}

		@Override
		public String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers,
				@Nullable SSLEngine engine) {
			return alias();
		}

		@Override
		public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
			return alias();
		}

		@Override
		public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
			return new String[] { alias() };
		}

		@Override
		public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
			return new String[0];
		}

		@Override
		public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers,
				@Nullable Socket socket) {
			return null;
		}

		@Override
		public X509Certificate[] getCertificateChain(String alias) {
			return of(alias).chain().toArray(X509Certificate[]::new);
		}

		@Override
		public PrivateKey getPrivateKey(String alias) {
			return of(alias).key();
		}

	}

}
