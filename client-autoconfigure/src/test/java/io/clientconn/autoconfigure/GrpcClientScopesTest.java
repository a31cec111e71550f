package io.clientconn.autoconfigure;

import java.util.Optional;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.ChannelEchoClient;
import io.clientconn.autoconfigure.testclients.EchoAsyncClient;
import io.clientconn.autoconfigure.testclients.EchoClient;
import jakarta.annotation.PostConstruct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link GrpcClient} in beans that are made late or often, on real connections
 * that are never dialled.
 */
class GrpcClientScopesTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withPropertyValues("grpc.client.channel.orders.target=orders:1", "grpc.client.channel.stock.target=stock:1");

	@Test
	void everyPrototypeIsServedFromTheSameConnection() {
		this.runner.withUserConfiguration(Prototypes.class).run((context) -> {
			Everywhere one = context.getBean(Everywhere.class);
			Everywhere other = context.getBean(Everywhere.class);
			assertThat(one).isNotSameAs(other);
			assertThat(channel(one.field)).isSameAs(channel(other.field))
				.isSameAs(context.getBean(ClientConns.class).get("orders"));
		});
	}

	@Test
	void fieldAndSetterAreSetBeforePostConstruct() {
		this.runner.withUserConfiguration(Prototypes.class)
			.run((context) -> assertThat(context.getBean(Everywhere.class).early)
				.isEqualTo("field, setter and constructor are set"));
	}

	@Test
	void twoPlacesOfOneTypeCanBeOnTwoChannels() {
		this.runner.withUserConfiguration(Prototypes.class).run((context) -> {
			Everywhere bean = context.getBean(Everywhere.class);
			ClientConns conns = context.getBean(ClientConns.class);
			assertThat(channel(bean.field)).isSameAs(conns.get("orders"));
			assertThat(channel(bean.setter)).isSameAs(conns.get("stock"));
			assertThat(bean.constructor.channel()).isSameAs(conns.get("stock"));
		});
	}

	@Test
	void aLazyBeanIsServedWhenItIsMade() {
		this.runner.withUserConfiguration(LazyBean.class).run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("lazy")).isFalse();
			assertThat(channel(context.getBean(LazyBean.Holder.class).client))
				.isSameAs(context.getBean(ClientConns.class).get("orders"));
		});
	}

	@Test
	void aLazyPlaceIsServedWithItsFirstUse() {
		this.runner.withBean(LazyPlace.class).run((context) -> {
			LazyPlace bean = context.getBean(LazyPlace.class);
			assertThat(bean.orders).isNotNull();
			assertThat(bean.orders.channel()).isSameAs(context.getBean(ClientConns.class).get("orders"));
			assertThat(context).hasNotFailed();
			assertThat(bean.misspelt).isNotNull();
			assertThatException().isThrownBy(() -> bean.misspelt.channel())
				.satisfies((failure) -> assertThat(BadValueTest.analysis(failure).getDescription())
					.contains("Did you mean 'orders'?"));
		});
	}

	@Test
	void aLazyPlaceForTheConnectionGetsItAtOnce() {
		this.runner.withBean(LazyConn.class).run((context) -> {
			LazyConn bean = context.getBean(LazyConn.class);
			assertThat(bean.field).isSameAs(context.getBean(ClientConns.class).get("orders"));
			assertThat(bean.parameter).isSameAs(context.getBean(ClientConns.class).get("stock"));
		});
	}

	@Test
	void anOptionalPlaceIsServed() {
		this.runner.withBean(OptionalPlace.class)
			.run((context) -> assertThat(context.getBean(OptionalPlace.class).orders).isPresent());
	}

	@Test
	void aNameKnownAtRunTimeLeadsToTheSameConnection() {
		this.runner.withBean(OptionalPlace.class).run((context) -> {
			ClientConns conns = context.getBean(ClientConns.class);
			String name = conns.names().iterator().next();
			assertThat(conns.get(name)).isSameAs(conns.get("ORDERS"));
			assertThat(conns.get(name)).isSameAs(context.getBean("grpcClientConn.orders"));
		});
	}

	private static Object channel(@Nullable EchoClient client) {
		assertThat(client).isInstanceOf(ChannelEchoClient.class);
		return ((ChannelEchoClient) client).channel();
	}

	@Configuration(proxyBeanMethods = false)
	static class Prototypes {

		@Bean
		@Scope("prototype")
		Everywhere everywhere(@GrpcClient("stock") EchoAsyncClient stock) {
			return new Everywhere(stock);
		}

	}

	static class Everywhere {

		@GrpcClient("orders")
		@Nullable EchoClient field;

		@Nullable EchoClient setter;

		final EchoAsyncClient constructor;

		String early = "";

		Everywhere(EchoAsyncClient constructor) {
			this.constructor = constructor;
		}

		@GrpcClient("stock")
		void setSetter(EchoClient setter) {
			this.setter = setter;
		}

		@PostConstruct
		void look() {
			if (this.field != null && this.setter != null) {
				this.early = "field, setter and constructor are set";
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBean {

		@Bean
		@Lazy
		Holder lazy() {
			return new Holder();
		}

		static class Holder {

			@GrpcClient("orders")
			@Nullable EchoClient client;

		}

	}

	static class LazyPlace {

		@Lazy
		@GrpcClient("orders")
		@Nullable EchoAsyncClient orders;

		@Lazy
		@GrpcClient("ordrs")
		@Nullable EchoAsyncClient misspelt;

	}

	static class LazyConn {

		@Lazy
		@GrpcClient("orders")
		@Nullable ClientConn field;

		final ClientConn parameter;

		LazyConn(@Lazy @GrpcClient("stock") ClientConn parameter) {
			this.parameter = parameter;
		}

	}

	static class OptionalPlace {

		@GrpcClient("orders")
		@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
		Optional<EchoClient> orders = Optional.empty();

	}

}
