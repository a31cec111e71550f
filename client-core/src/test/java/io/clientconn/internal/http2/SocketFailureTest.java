package io.clientconn.internal.http2;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.resolver.Address;
import io.clientconn.rpc.Status;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.TransportListener;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Connections for which the system has no socket, or no thread.
 */
@Timeout(120)
class SocketFailureTest {

	private static final InetSocketAddress SOMEWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

	private final ManualScheduler scheduler = new ManualScheduler();

	private final AtomicBoolean outOfThreads = new AtomicBoolean();

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, threads(), NioIoHandler.newFactory());

	@AfterEach
	void stop() {
		this.loops.shutdownGracefully(0, 30, TimeUnit.SECONDS).awaitUninterruptibly();
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void aSocketThatCannotBeMadeIsToldOnTheEventLoop() {
		Ending ending = new Ending();

		factory(full()).connect(request(), ending);

		assertThat(ending.status().description()).contains("127.0.0.1:1", "too many open files");
		assertThat(ending.thread()).isEqualTo("loop");
	}

	@Test
	void closingAnAttemptThatHasNoSocketEndsItOnce() {
		Ending ending = new Ending();

		// On the loop, so that the command is there before the socket fails.
		this.loops.next()
			.submit(() -> factory(full()).connect(request(), ending).close(Status.unavailable("not needed")))
			.awaitUninterruptibly();

		assertThat(ending.status().isOk()).isFalse();
		assertThat(ending.thread()).isEqualTo("loop");
	}

	@Test
	void anAddressThatBreaksTheSocketLibraryFailsTheAttempt() {
		Ending ending = new Ending();
		Http2TransportFactory factory = factory(new Sockets(full().tcp(), full().unix(), (address) -> {
			throw new UnsatisfiedLinkError("no such library (made for a test)");
		}));

		factory.connect(new ConnectRequest(Address.of(new DomainSocketAddress("/tmp/none")), "x", 1), ending);

		assertThat(ending.status().description()).contains("no such library");
	}

	@Test
	void anEventLoopWhoseThreadCannotBeStartedIsTriedAgainAndForgetsTheAttempt() {
		Ending lost = new Ending();
		Ending ending = new Ending();
		this.outOfThreads.set(true);

		assertThatThrownBy(() -> factory(full()).connect(request(), lost)).isInstanceOf(Error.class)
			.hasMessageContaining("made for a test");
		this.outOfThreads.set(false);
		factory(full()).connect(request(), ending);

		assertThat(ending.status().description()).contains("too many open files");
		assertThat(lost.status().isOk()).isFalse();
	}

	private Http2TransportFactory factory(Sockets sockets) {
		return new Http2TransportFactory(this.loops, sockets, ProxyRules.NONE, UnpooledByteBufAllocator.DEFAULT,
				this.scheduler, Runnable::run, ChannelCredentials.plaintext(), "clientconn-test",
				TransportSettings.defaults());
	}

	private static Sockets full() {
		ChannelFactory<NioSocketChannel> none = () -> {
			throw new ChannelException("Failed to open a socket.", new IOException("Too many open files"));
		};
		return new Sockets(none, none, (address) -> address);
	}

	private static ConnectRequest request() {
		return new ConnectRequest(Address.of(SOMEWHERE), "test.example", 20_000_000_000L);
	}

	private ThreadFactory threads() {
		return (task) -> {
			if (this.outOfThreads.get()) {
				throw new Error("unable to create native thread (made for a test)");
			}
			return new Thread(task, "loop");
		};
	}

	/**
	 * How an attempt ended, and on which thread.
	 */
	private static final class Ending implements TransportListener {

		private final CompletableFuture<Status> closed = new CompletableFuture<>();

		private volatile String toldOn = "";

		@Override
		public void ready() {
			this.closed.completeExceptionally(new AssertionError("ready"));
		}

		@Override
		public void draining(Status reason) {
			this.closed.completeExceptionally(new AssertionError("draining"));
		}

		@Override
		public void closed(Status reason) {
			this.toldOn = Thread.currentThread().getName();
			this.closed.complete(reason);
		}

		Status status() {
			return this.closed.orTimeout(60, TimeUnit.SECONDS).join();
		}

		String thread() {
			return this.toldOn;
		}

	}

}
