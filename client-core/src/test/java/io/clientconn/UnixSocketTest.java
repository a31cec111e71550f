package io.clientconn;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.TestServer;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Unix domain sockets: real servers behind a path or an abstract name, over epoll and
 * over the JDK's sockets.
 */
class UnixSocketTest {

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final ClientRuntime nio = ClientRuntime.builder()
		.eventLoopThreads(1)
		.transport(EventLoopTransport.NIO)
		.build();

	/** Paths of sockets may have a hundred characters. */
	private Path directory = Path.of("/");

	private EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	@BeforeEach
	void makeADirectory() throws IOException {
		this.directory = Files.createTempDirectory("cc");
	}

	@AfterEach
	void cleanUp() throws IOException {
		this.fixture.stopServers();
		this.nio.close();
		this.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
		Files.deleteIfExists(this.directory.resolve("s"));
		Files.deleteIfExists(this.directory);
	}

	private TestServer server(SocketAddress address, Class<? extends ServerChannel> type, IoHandlerFactory io) {
		this.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
		this.loops = new MultiThreadIoEventLoopGroup(1, io);
		return this.fixture.track(TestServer.startWith("unix",
				(unused) -> NettyServerBuilder.forAddress(address)
					.channelType(type)
					.bossEventLoopGroup(this.loops)
					.workerEventLoopGroup(this.loops)));
	}

	private TestServer serverOnPath() {
		return server(UnixDomainSocketAddress.of(this.directory.resolve("s")), NioServerDomainSocketChannel.class,
				NioIoHandler.newFactory());
	}

	private ClientConn connect(String target, boolean epoll) {
		return this.fixture
			.track(ClientConn.builder(target).plaintext().runtime(epoll ? this.fixture.runtime() : this.nio).build());
	}

	private static String failure(ClientConn conn) {
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
		assertThat(failure).isNotNull();
		assertThat(failure.code()).as(failure.getMessage()).isEqualTo(StatusCode.UNAVAILABLE);
		return failure.description();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsGoToASocketWithAPath(boolean epoll) {
		TestServer server = serverOnPath();
		String path = this.directory.resolve("s").toString();
		for (String target : new String[] { "unix://" + path, "unix:" + path }) {
			ResponseInfo info = new ResponseInfo();
			ClientConn conn = connect(target, epoll);
			assertThat(RealServerFixture.echo(conn, "hello", RpcOptions.NONE.capture(info))).isEqualTo("hello");
			assertThat(RealServerFixture.echo(conn, "size:300000")).hasSize(300_000);
			assertThat(info.peer()).isNotNull();
			assertThat(info.peer().toString()).endsWith(path);
		}
		assertThat(server.authorities()).containsOnly("localhost");
	}

	@Test
	void callsGoToAnAbstractSocket() {
		assumeTrue(Epoll.isAvailable(), "no epoll here");
		String name = "clientconn-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
		server(new DomainSocketAddress("\0" + name), EpollServerDomainSocketChannel.class, EpollIoHandler.newFactory());
		assertThat(RealServerFixture.echo(connect("unix-abstract:" + name, true), "hello")).isEqualTo("hello");
	}

	@Test
	void abstractSocketsNeedEpoll() {
		assertThat(failure(connect("unix-abstract:orders", false)))
			.contains("connect to unix-abstract:orders failed: sockets of the abstract namespace need Linux with "
					+ "Netty's epoll transport");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aSocketThatIsNotThereIsNamed(boolean epoll) {
		String path = this.directory.resolve("s").toString();
		assertThat(failure(connect("unix://" + path, epoll)))
			.contains("connect to unix:" + path + " failed: no such file or directory");
	}

}
