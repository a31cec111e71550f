package io.clientconn.grpcjava;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;

import io.grpc.ForwardingServerBuilder;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.census.InternalCensusTracingAccessor;
import io.grpc.netty.InternalNettyServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import org.junit.runner.RunWith;
import org.junit.runners.JUnit4;

/**
 * The interoperability suite that grpc-java's own transports have to pass, over ours and
 * with what census records compared exactly.
 */
@RunWith(JUnit4.class)
public class AbstractInteropSuiteTest extends AbstractInteropTest {

	private final AtomicReference<Server> server = new AtomicReference<>();

	@Override
	protected ServerBuilder<?> getServerBuilder() {
		NettyServerBuilder builder = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
			.flowControlWindow(AbstractInteropTest.TEST_FLOW_CONTROL_WINDOW)
			.maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE);
		InternalNettyServerBuilder.setStatsEnabled(builder, false);
		builder.addStreamTracerFactory(createCustomCensusTracerFactory());
		return new RememberingBuilder(builder, this.server);
	}

	@Override
	protected ManagedChannelBuilder<?> createChannelBuilder() {
		return ClientConnChannelBuilder.forAddress("127.0.0.1", this.server.get().getPort())
			.usePlaintext()
			.maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE)
			.intercept(createCensusStatsClientInterceptor(), InternalCensusTracingAccessor.getClientInterceptor());
	}

	/**
	 * The suite keeps its server to itself, and with it the port.
	 */
	private static final class RememberingBuilder extends ForwardingServerBuilder<RememberingBuilder> {

		private final ServerBuilder<?> builder;

		private final AtomicReference<Server> built;

		RememberingBuilder(ServerBuilder<?> builder, AtomicReference<Server> built) {
			this.builder = builder;
			this.built = built;
		}

		@Override
		protected ServerBuilder<?> delegate() {
			return this.builder;
		}

		@Override
		public Server build() {
			Server server = this.builder.build();
			this.built.set(server);
			return server;
		}

	}

}
