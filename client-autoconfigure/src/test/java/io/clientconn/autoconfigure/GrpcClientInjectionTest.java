package io.clientconn.autoconfigure;

import io.clientconn.autoconfigure.testclients.ChannelEchoClient;
import io.clientconn.autoconfigure.testclients.EchoAsyncClient;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.FakeChannel;
import io.clientconn.rpc.Channel;
import jakarta.annotation.PostConstruct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link GrpcClient}. Channels of the application's own stand in for
 * connections.
 */
class GrpcClientInjectionTest {

	private static final FakeChannel ORDERS = new FakeChannel("orders");

	private static final FakeChannel STOCK = new FakeChannel("stock");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withPropertyValues("grpc.client.channel.orders.target=orders:1", "grpc.client.channel.stock.target=stock:1");

	private final ApplicationContextRunner withChannels = this.runner.withUserConfiguration(Channels.class);

	@Test
	void aFieldIsSetBeforePostConstruct() {
		this.withChannels.withBean(FieldBean.class).run((context) -> {
			FieldBean bean = context.getBean(FieldBean.class);
			assertThat(bean.seenEarly).isEqualTo(new ChannelEchoClient(ORDERS));
			assertThat(bean.stock).isNotNull();
			assertThat(bean.stock.channel()).isSameAs(STOCK);
			assertThat(bean.plain).isSameAs(ORDERS);
		});
	}

	@Test
	void aSingleConstructorNeedsNoAutowired() {
		this.withChannels.withBean(ConstructorBean.class)
			.run((context) -> assertThat(context.getBean(ConstructorBean.class).orders)
				.isEqualTo(new ChannelEchoClient(ORDERS)));
	}

	@Test
	void aSetterIsServed() {
		this.withChannels.withBean(SetterBean.class)
			.run((context) -> assertThat(context.getBean(SetterBean.class).orders)
				.isEqualTo(new ChannelEchoClient(ORDERS)));
	}

	@Test
	void aParameterOfABeanMethodIsServed() {
		this.withChannels.withUserConfiguration(BeanMethod.class)
			.run((context) -> assertThat(context.getBean("greeting"))
				.isEqualTo(new ChannelEchoClient(STOCK).toString()));
	}

	@Test
	void aProviderIsServedWhenItIsAsked() {
		this.withChannels.withBean(ProviderBean.class)
			.run((context) -> assertThat(context.getBean(ProviderBean.class).orders.getObject())
				.isEqualTo(new ChannelEchoClient(ORDERS)));
	}

	@Test
	void theNameOfAChannelMayBeSpeltOtherwise() {
		this.withChannels.withBean(OtherSpellingBean.class)
			.run((context) -> assertThat(context.getBean(OtherSpellingBean.class).orders)
				.isEqualTo(new ChannelEchoClient(ORDERS)));
	}

	@Test
	void anAnnotationOfTheApplicationsOwnIsUnderstood() {
		this.withChannels.withBean(ComposedBean.class)
			.run((context) -> assertThat(context.getBean(ComposedBean.class).orders)
				.isEqualTo(new ChannelEchoClient(ORDERS)));
	}

	@Test
	void theOnlyBeanOfTheTypeIsTakenInstead() {
		EchoClient fake = new EchoClient() {
		};
		this.withChannels.withBean("someFake", EchoClient.class, () -> fake)
			.withBean(ConstructorBean.class)
			.run((context) -> assertThat(context.getBean(ConstructorBean.class).orders).isSameAs(fake));
	}

	@Test
	void aBeanWithTheChannelsQualifierIsTakenInsteadAndOneOfAnotherChannelIsNot() {
		this.withChannels.withUserConfiguration(QualifiedFakes.class)
			.withBean(ConstructorBean.class)
			.run((context) -> assertThat(context.getBean(ConstructorBean.class).orders)
				.isSameAs(context.getBean("first")));
		this.withChannels.withUserConfiguration(OtherChannelsFake.class)
			.withBean(ConstructorBean.class)
			.run((context) -> assertThat(context.getBean(ConstructorBean.class).orders)
				.isEqualTo(new ChannelEchoClient(ORDERS)));
	}

	@Test
	void aBeanThatWrapsTheClientGetsTheClientAndOthersGetTheBean() {
		this.withChannels.withUserConfiguration(Decorated.class).withBean(ConstructorBean.class).run((context) -> {
			EchoClient injected = context.getBean(ConstructorBean.class).orders;
			assertThat(injected).isEqualTo(new Loud(new ChannelEchoClient(ORDERS)));
		});
	}

	@Test
	void aFakeNeedsNoConfiguredChannel() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
			.withBean("someFake", EchoClient.class, () -> new EchoClient() {
			})
			.withBean(ConstructorBean.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aMisspeltChannelStopsTheStartAndNamesThePlace() {
		this.runner.withBean(MisspeltBean.class).run((context) -> {
			FailureAnalysis analysis = BadValueTest.analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("@GrpcClient(\"ordrs\")")
				.contains("field 'client' of " + MisspeltBean.class.getName())
				.contains("Did you mean 'orders'?")
				.contains("Configured are: orders, stock.");
			assertThat(analysis.getAction()).contains("grpc.client.channel.ordrs.target");
		});
	}

	@Test
	void aMisspeltChannelOfAConstructorNamesTheParameter() {
		this.runner.withBean(MisspeltConstructorBean.class)
			.run((context) -> assertThat(BadValueTest.analysis(context.getStartupFailure()).getDescription())
				.contains("parameter 0 ('client') of the constructor of " + MisspeltConstructorBean.class.getName()));
	}

	@Test
	void aMisspeltChannelOfALazyBeanFailsWhenTheBeanIsMade() {
		this.runner.withUserConfiguration(LazyMisspelt.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThatException().isThrownBy(() -> context.getBean(MisspeltBean.class))
				.satisfies((failure) -> assertThat(BadValueTest.analysis(failure).getDescription())
					.contains("Did you mean 'orders'?"));
		});
	}

	@Test
	void aMethodWithMoreThanOneParameterStopsTheStart() {
		this.runner.withBean(TwoParameters.class)
			.run((context) -> assertThat(BadValueTest.analysis(context.getStartupFailure()).getAction())
				.contains("Put @GrpcClient on the parameter"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Channels {

		@Bean
		@Qualifier("orders")
		Channel ordersChannel() {
			return ORDERS;
		}

		@Bean
		@Qualifier("stock")
		Channel stockChannel() {
			return STOCK;
		}

	}

	static class FieldBean {

		@GrpcClient("orders")
		@Nullable EchoClient orders;

		@GrpcClient("stock")
		@Nullable EchoAsyncClient stock;

		@GrpcClient("orders")
		@Nullable Channel plain;

		@Nullable EchoClient seenEarly;

		@PostConstruct
		void look() {
			this.seenEarly = this.orders;
		}

	}

	static class ConstructorBean {

		final EchoClient orders;

		ConstructorBean(@GrpcClient("orders") EchoClient orders) {
			this.orders = orders;
		}

	}

	static class SetterBean {

		@Nullable EchoClient orders;

		@GrpcClient("orders")
		void setOrders(EchoClient orders) {
			this.orders = orders;
		}

	}

	static class ProviderBean {

		final ObjectProvider<EchoClient> orders;

		ProviderBean(@GrpcClient("orders") ObjectProvider<EchoClient> orders) {
			this.orders = orders;
		}

	}

	static class OtherSpellingBean {

		@GrpcClient("Or-Ders")
		@Nullable EchoClient orders;

	}

	@GrpcClient("orders")
	@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
	@interface Orders {

	}

	static class ComposedBean {

		@Orders
		@Nullable EchoClient orders;

	}

	@Configuration(proxyBeanMethods = false)
	static class BeanMethod {

		@Bean
		String greeting(@GrpcClient("stock") EchoClient stock) {
			return stock.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedFakes {

		@Bean
		@Qualifier("orders")
		EchoClient first() {
			return new EchoClient() {
			};
		}

		@Bean
		@Qualifier("stock")
		EchoClient second() {
			return new EchoClient() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherChannelsFake {

		@Bean
		@Qualifier("stock")
		EchoClient second() {
			return new EchoClient() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorated {

		@Bean
		EchoClient loud(@GrpcClient("orders") EchoClient plain) {
			return new Loud(plain);
		}

	}

	record Loud(EchoClient plain) implements EchoClient {

	}

	static class MisspeltBean {

		@GrpcClient("ordrs")
		@Nullable EchoClient client;

	}

	static class MisspeltConstructorBean {

		MisspeltConstructorBean(@GrpcClient("ordrs") EchoClient client) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyMisspelt {

		@Bean
		@Lazy
		MisspeltBean misspelt() {
			return new MisspeltBean();
		}

	}

	static class TwoParameters {

		@GrpcClient("orders")
		void set(EchoClient one, EchoClient two) {
		}

	}

}
