package io.clientconn.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.balancer.Balancer;
import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.resolver.Resolver;
import io.clientconn.resolver.ResolverHost;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.Target;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that resolvers, policies and encodings of the application are known to its
 * channels.
 */
class CustomProvidersTest {

	private final AtomicInteger balancersMade = new AtomicInteger();

	@Test
	void aChannelUsesTheApplicationsSchemeAndPolicy() throws Exception {
		EchoServer server = EchoServer.start("lab");
		try {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
				.withBean(ResolverProvider.class, () -> new LabResolvers(server.address()))
				.withBean(BalancerProvider.class, LabPolicy::new)
				.withPropertyValues("grpc.client.channel.orders.target=lab:///orders",
						"grpc.client.channel.orders.default.load-balancing-policy=lab_policy")
				.run((context) -> {
					EchoClient client = EchoClient.over(context.getBean(ClientConns.class).get("orders"));
					assertThat(client.say("hi")).isEqualTo("lab: hi");
					assertThat(this.balancersMade).hasValue(1);
				});
		}
		finally {
			server.stop();
		}
	}

	@Test
	void aCustomizerMaySecureAChannel() throws Exception {
		EchoServer server = EchoServer.start("open");
		try {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
				.withBean(ClientConnCustomizer.class, () -> (name, builder) -> {
					if (name.equals("orders")) {
						builder.credentials(ChannelCredentials.tls());
					}
				})
				.withPropertyValues("grpc.client.channel.orders.target=" + server.address(),
						"grpc.client.channel.stock.target=" + server.address())
				.run((context) -> {
					ClientConns conns = context.getBean(ClientConns.class);
					assertThat(EchoClient.over(conns.get("stock")).say("hi")).isEqualTo("open: hi");
					assertThatThrownBy(() -> EchoClient.over(conns.get("orders")).say("hi"))
						.hasMessageContaining("the server answered in plaintext");
				});
		}
		finally {
			server.stop();
		}
	}

	@Test
	void aChannelUsesTheApplicationsEncodings() throws Exception {
		EchoServer server = EchoServer.start("lab");
		LabGzip gzip = new LabGzip(new AtomicInteger(), new AtomicInteger());
		try {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
				.withBean(Compressor.class, () -> gzip)
				.withBean(Decompressor.class, () -> gzip)
				.withPropertyValues("grpc.client.channel.default.compression.request=gzip",
						"grpc.client.channel.orders.target=static:///" + server.address(),
						"grpc.client.channel.plain.target=static:///" + server.address(),
						"grpc.client.channel.plain.compression.request=identity",
						"grpc.client.channel.plain.compression.accept=")
				.run((context) -> {
					ClientConns conns = context.getBean(ClientConns.class);
					assertThat(EchoClient.over(conns.get("orders")).say("gzip it")).isEqualTo("lab: gzip it");
					assertThat(server.header("grpc-encoding")).isEqualTo("gzip");
					assertThat(EchoClient.over(conns.get("plain")).say("gzip it")).isEqualTo("lab: gzip it");
					assertThat(server.header("grpc-encoding")).isNull();
					assertThat(gzip.compressions).hasValue(1);
					assertThat(gzip.decompressions).hasValue(1);
				});
		}
		finally {
			server.stop();
		}
	}

	private record LabGzip(AtomicInteger compressions,
			AtomicInteger decompressions) implements Compressor, Decompressor {

		@Override
		public String encoding() {
			return "gzip";
		}

		@Override
		public OutputStream compress(OutputStream target) throws IOException {
			this.compressions.incrementAndGet();
			return new GZIPOutputStream(target);
		}

		@Override
		public InputStream decompress(InputStream source) throws IOException {
			this.decompressions.incrementAndGet();
			return new GZIPInputStream(source);
		}

	}

	private record LabResolvers(String address) implements ResolverProvider {

		@Override
		public String scheme() {
			return "lab";
		}

		@Override
		public Resolver create(Target target, ResolverHost host) {
			int colon = this.address.indexOf(':');
			Address found = Address.of(new InetSocketAddress(this.address.substring(0, colon),
					Integer.parseInt(this.address.substring(colon + 1))));
			return new Resolver() {

				@Override
				public void start() {
					host.update(ResolutionResult.of(List.of(Endpoint.of(found))), (rejected) -> {
					});
				}

				@Override
				public void resolveNow() {
				}

				@Override
				public void close() {
				}

			};
		}

	}

	private final class LabPolicy implements BalancerProvider {

		private final BalancerProvider pickFirst = java.util.Objects
			.requireNonNull(BalancerRegistry.withBuiltIns(List.of()).find("pick_first"));

		@Override
		public String policyName() {
			return "lab_policy";
		}

		@Override
		public Object parse(Map<String, Object> settings) {
			return this.pickFirst.parse(settings);
		}

		@Override
		public Balancer create(BalancerHost host) {
			CustomProvidersTest.this.balancersMade.incrementAndGet();
			return this.pickFirst.create(host);
		}

	}

}
