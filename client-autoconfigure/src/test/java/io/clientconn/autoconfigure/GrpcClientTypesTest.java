package io.clientconn.autoconfigure;

import java.util.List;

import io.clientconn.autoconfigure.testclients.ChannelEchoClient;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.FakeChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the types and names that {@link GrpcClient} understands.
 */
class GrpcClientTypesTest {

	private static final EchoClient ORDERS = new ChannelEchoClient(new FakeChannel("orders"));

	private static final EchoClient STOCK = new ChannelEchoClient(new FakeChannel("stock"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withPropertyValues("grpc.client.channel.orders.target=orders:1", "grpc.client.channel.stock.target=stock:1");

	private final ApplicationContextRunner withChannels = this.runner
		.withUserConfiguration(GrpcClientInjectionTest.Channels.class);

	@Test
	void aTypeThatIsNoClientStopsTheStart() {
		this.runner.withBean(WrongTypeBean.class)
			.run((context) -> assertThat(BadValueTest.analysis(context.getStartupFailure()).getDescription())
				.contains("field 'client' of ")
				.contains("java.lang.Runnable")
				.contains("neither a generated client nor io.clientconn.ClientConn nor io.clientconn.rpc.Channel."));
		this.runner.withBean(ListBean.class).run((context) -> {
			FailureAnalysis analysis = BadValueTest.analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("java.util.List");
			assertThat(analysis.getAction()).contains("org.springframework.beans.factory.ObjectProvider");
		});
	}

	@Test
	void aTypeThatASubclassSettlesIsUnderstood() {
		this.withChannels.withBean(GenericBean.class).run((context) -> {
			GenericBean bean = context.getBean(GenericBean.class);
			assertThat(bean.field).isEqualTo(ORDERS);
			assertThat(bean.setter).isEqualTo(ORDERS);
			assertThat(bean.provider).isNotNull();
			assertThat(bean.provider.getObject()).isEqualTo(ORDERS);
		});
	}

	@Test
	void thePlaceholderOfAPropertyIsResolved() {
		this.withChannels.withBean(PlaceholderBean.class)
			.withPropertyValues("shop.backend=stock")
			.run((context) -> assertThat(context.getBean(PlaceholderBean.class).client).isEqualTo(STOCK));
	}

	@Test
	void aPlaceholderWithoutAPropertyStopsTheStart() {
		for (AutoConfigurations configurations : List.of(AutoConfigurations.of(ClientConnAutoConfiguration.class),
				AutoConfigurations.of(ClientConnAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class))) {
			new ApplicationContextRunner().withConfiguration(configurations)
				.withPropertyValues("grpc.client.channel.stock.target=stock:1")
				.withBean(PlaceholderBean.class)
				.run((context) -> {
					FailureAnalysis analysis = BadValueTest.analysis(context.getStartupFailure());
					assertThat(analysis.getDescription()).contains("field 'client' of ")
						.contains("@GrpcClient(\"${shop.backend}\")")
						.contains("a property that is not set");
					assertThat(analysis.getAction()).contains("Set the property to the name of a channel");
				});
		}
	}

	@Test
	void anEmptyNameStopsTheStart() {
		this.runner.withBean(EmptyNameBean.class).run((context) -> {
			FailureAnalysis analysis = BadValueTest.analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("field 'client' of ").contains("names no channel");
			assertThat(analysis.getAction()).doesNotContain("..");
		});
	}

	static class WrongTypeBean {

		@GrpcClient("orders")
		@Nullable Runnable client;

	}

	static class ListBean {

		@GrpcClient("orders")
		@Nullable List<EchoClient> client;

	}

	static class Generic<T> {

		@GrpcClient("orders")
		@Nullable T field;

		@GrpcClient("orders")
		@Nullable ObjectProvider<T> provider;

		@Nullable T setter;

		@GrpcClient("orders")
		void setSetter(T client) {
			this.setter = client;
		}

	}

	static class GenericBean extends Generic<EchoClient> {

	}

	static class PlaceholderBean {

		@GrpcClient("${shop.backend}")
		@Nullable EchoClient client;

	}

	static class EmptyNameBean {

		@GrpcClient("")
		@Nullable EchoClient client;

	}

}
