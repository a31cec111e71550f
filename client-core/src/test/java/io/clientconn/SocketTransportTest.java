package io.clientconn;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class SocketTransportTest {

	@Test
	void theTimeoutOfKeepaliveIsTheKernelsToo() {
		assumeTrue(Epoll.isAvailable(), "no epoll here");
		Channel socket = SocketTransport.best().sockets().apply(20_000).tcp().newChannel();
		assertThat(((EpollSocketChannel) socket).config().getTcpUserTimeout()).isEqualTo(20_000);
		socket.unsafe().closeForcibly();
	}

	@Test
	void withoutKeepaliveTheKernelKeepsItsOwn() {
		assumeTrue(Epoll.isAvailable(), "no epoll here");
		Channel socket = SocketTransport.best().sockets().apply(0).tcp().newChannel();
		assertThat(((EpollSocketChannel) socket).config().getTcpUserTimeout()).isZero();
		socket.unsafe().closeForcibly();
	}

	@Test
	void nioDoesWithout() {
		Channel socket = SocketTransport.nio().sockets().apply(20_000).tcp().newChannel();
		assertThat(socket).isInstanceOf(NioSocketChannel.class);
		socket.unsafe().closeForcibly();
	}

	@Test
	void aTransportThatCannotBeUsedIsNamedWithWhatIsMissing() {
		assertThatIllegalStateException().isThrownBy(() -> SocketTransport.named("io_uring", () -> {
			throw new NoClassDefFoundError("io/netty/channel/uring/IoUring");
		}))
			.withMessage("event loops cannot use io_uring here: Netty's classes for it are missing; add"
					+ " io.netty:netty-transport-native-io_uring with the classifier of this system");
		assertThatIllegalStateException().isThrownBy(() -> SocketTransport.named("epoll", () -> {
			throw new UnsatisfiedLinkError("failed to load the required native library");
		}))
			.withMessage("event loops cannot use epoll here: failed to load the required native library; add"
					+ " io.netty:netty-transport-native-epoll with the classifier of this system, or use another"
					+ " transport on this system");
	}

	@Test
	void ioUringKnowsTheTimeoutOfKeepaliveToo() {
		assumeTrue(IoUring.isAvailable(), "no io_uring here");
		SocketTransport transport = SocketTransport.of(EventLoopTransport.IO_URING);
		Channel limited = transport.sockets().apply(20_000).tcp().newChannel();
		assertThat(limited.config().getOption(IoUringChannelOption.TCP_USER_TIMEOUT)).isEqualTo(20_000);
		limited.unsafe().closeForcibly();
		Channel plain = transport.sockets().apply(0).tcp().newChannel();
		assertThat(plain.config().getOption(IoUringChannelOption.TCP_USER_TIMEOUT)).isZero();
		plain.unsafe().closeForcibly();
	}

	@Test
	void everyKindIsWhatItSays() {
		assertThat(SocketTransport.of(EventLoopTransport.NIO).name()).isEqualTo("nio");
		assumeTrue(Epoll.isAvailable(), "no epoll here");
		assertThat(SocketTransport.of(EventLoopTransport.AUTO).name()).isEqualTo("epoll");
		assertThat(SocketTransport.of(EventLoopTransport.EPOLL).name()).isEqualTo("epoll");
	}

}
