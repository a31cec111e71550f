package io.clientconn.internal.http2;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import io.clientconn.resolver.Address;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.StatusCode;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.HostileServer.Peer;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TestIdentity;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.OpenRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.clientconn.testing.HostileServer.END_HEADERS;
import static io.clientconn.testing.HostileServer.END_STREAM;
import static io.clientconn.testing.HostileServer.HEADERS;
import static io.clientconn.testing.HostileServer.SETTINGS;
import static io.clientconn.testing.HostileServer.field;
import static io.clientconn.testing.HostileServer.frame;
import static io.clientconn.testing.HostileServer.goAway;
import static io.clientconn.testing.HostileServer.join;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A socket whose writes fail before the server answers: the answer is read all the same.
 * Nothing here goes by the clock, which stands still.
 */
@Timeout(120)
class LostOutputSocketTest {

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final RecordingTransportListener life = new RecordingTransportListener();

	private final CompletableFuture<Integer> requested = new CompletableFuture<>();

	private final CountDownLatch over = new CountDownLatch(1);

	private volatile boolean broken;

	private final CountDownLatch failed = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.over.countDown();
		this.loops.shutdownGracefully(0, 30, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void inPlaintext() throws Exception {
		try (HostileServer server = new HostileServer(this::answerWhenTheClientCannotWrite)) {
			theAnswerIsRead(server, ChannelCredentials.plaintext());
		}
	}

	@Test
	void overTls() throws Exception {
		TestIdentity authority = TestIdentity.authority("good");
		TestIdentity identity = authority.issue("127.0.0.1");
		try (HostileServer server = HostileServer.tls(context(identity), List.of("h2"),
				this::answerWhenTheClientCannotWrite)) {
			theAnswerIsRead(server, ChannelCredentials.tls(TlsMaterial.trusting(authority.chain())));
		}
	}

	private void theAnswerIsRead(HostileServer server, ChannelCredentials credentials) {
		ClientTransport transport = connect(server.address(), credentials);
		this.life.awaitReady();
		RecordingStreamListener call = new RecordingStreamListener();
		RecordingStreamListener next = new RecordingStreamListener();
		transport.open(request(), message(), call);
		assertThat(this.requested.orTimeout(60, TimeUnit.SECONDS).join()).isOne();
		this.broken = true;

		transport.open(request(), message(), next);

		assertThat(call.outcome().status().code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
		assertThat(next.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.life.draining().code()).isEqualTo(StatusCode.UNAVAILABLE);
		this.over.countDown();
		assertThat(this.life.closedStatus().description()).contains("received prior goaway");
		assertThat(this.life.events()).containsExactly("ready", "draining", "closed");
	}

	private void answerWhenTheClientCannotWrite(Peer peer) throws IOException {
		peer.preface();
		peer.send(frame(SETTINGS, 0, 0));
		int stream = peer.awaitRequest();
		this.requested.complete(stream);
		await(this.failed);
		peer.send(join(frame(HEADERS, END_HEADERS | END_STREAM, stream,
				join(HostileServer.responseHeaders(), field("grpc-status", "8"))), goAway(stream, 0)));
		await(this.over);
	}

	private ClientTransport connect(String address, ChannelCredentials credentials) {
		Http2TransportFactory factory = new Http2TransportFactory(this.loops,
				new Sockets(BreakableSocket::new, BreakableSocket::new, (unix) -> unix), ProxyRules.NONE,
				UnpooledByteBufAllocator.DEFAULT, new ManualScheduler(), Runnable::run, credentials, "clientconn-test",
				ScriptedPeer.SETTINGS);
		int colon = address.indexOf(':');
		InetSocketAddress socket = new InetSocketAddress(address.substring(0, colon),
				Integer.parseInt(address.substring(colon + 1)));
		return factory.connect(new ConnectRequest(Address.of(socket), "127.0.0.1", 20_000_000_000L), this.life);
	}

	private static OpenRequest request() {
		return new OpenRequest("/a/B", null, Metadata.EMPTY, 0, false, 4 * 1024 * 1024, null, null);
	}

	private static ByteBuf message() {
		return UnpooledByteBufAllocator.DEFAULT.buffer().writeByte(0).writeInt(1).writeByte('x');
	}

	private static SSLContext context(TestIdentity identity) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("server", identity.key(), new char[0],
				identity.chain().toArray(new java.security.cert.Certificate[0]));
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, new char[0]);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

	private static void await(CountDownLatch latch) throws IOException {
		try {
			if (!latch.await(60, TimeUnit.SECONDS)) {
				throw new IOException("the test takes too long");
			}
		}
		catch (InterruptedException ex) {
			throw new IOException("the test is over", ex);
		}
	}

	/**
	 * The kernel refuses its bytes once the test says so.
	 */
	private final class BreakableSocket extends NioSocketChannel {

		@Override
		protected void doWrite(ChannelOutboundBuffer out) throws Exception {
			if (LostOutputSocketTest.this.broken) {
				LostOutputSocketTest.this.failed.countDown();
				throw new IOException("Broken pipe");
			}
			super.doWrite(out);
		}

	}

}
