package io.clientconn;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
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

}
