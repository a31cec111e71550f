package io.clientconn.autoconfigure;

import io.clientconn.autoconfigure.testclients.ChannelEchoClient;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.FakeChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for which bean of the application is taken instead of a client, and which is not.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrpcClientStandInTest {

	private static final EchoClient ORDERS = new ChannelEchoClient(new FakeChannel("orders"));

	private static final EchoClient STOCK = new ChannelEchoClient(new FakeChannel("stock"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withUserConfiguration(GrpcClientInjectionTest.Channels.class)
		.withPropertyValues("grpc.client.channel.orders.target=orders:1", "grpc.client.channel.stock.target=stock:1");

	@Test
	void twoClientsExposedAsBeansKeepTheirChannels() {
		this.runner.withUserConfiguration(TwoExposed.class).withBean(Both.class).run((context) -> {
			assertThat(context.getBean("ordersEcho")).isEqualTo(ORDERS);
			assertThat(context.getBean("stockEcho")).isEqualTo(STOCK);
			assertBothOfTheirChannels(context);
		});
	}

	@Test
	void twoClientsExposedAsBeansKeepTheirChannelsAlsoIfOneIsPrimary() {
		this.runner.withUserConfiguration(OneExposedIsPrimary.class).withBean(Both.class).run((context) -> {
			assertThat(context.getBean("ordersEcho")).isEqualTo(ORDERS);
			assertThat(context.getBean("stockEcho")).isEqualTo(STOCK);
			assertBothOfTheirChannels(context);
		});
	}

	@Test
	void twoClientsExposedUnderTheNamesOfTheirChannelsKeepThem() {
		this.runner.withUserConfiguration(TwoExposedByName.class).withBean(Both.class).run((context) -> {
			assertThat(context.getBean("orders")).isEqualTo(new Wrapped(ORDERS));
			assertThat(context.getBean("stock")).isEqualTo(new Wrapped(STOCK));
			assertThat(context.getBean(Both.class).orders).isSameAs(context.getBean("orders"));
			assertThat(context.getBean(Both.class).stock).isSameAs(context.getBean("stock"));
		});
	}

	@Test
	void aBeanNamedLikeAChannelDoesNotTakeTheOthers() {
		this.runner.withUserConfiguration(NamedStock.class).withBean(Both.class).run((context) -> {
			assertThat(context.getBean(Both.class).orders).isEqualTo(ORDERS);
			assertThat(context.getBean(Both.class).stock).isSameAs(context.getBean("stock"));
		});
	}

	@Test
	void theOnlyBeanStandsInForEveryChannelAndTheLogSaysSoOnce(CapturedOutput output) {
		this.runner.withUserConfiguration(OneFake.class)
			.withBean("both", Both.class)
			.withBean("again", Both.class)
			.run((context) -> {
				Both both = context.getBean("both", Both.class);
				assertThat(both.orders).isSameAs(both.stock).isSameAs(context.getBean("fake"));
				assertThat(output.getOut()
					.lines()
					.filter((line) -> line.contains("INFO")
							&& line.contains("Bean 'fake' takes the place of the EchoClient of gRPC channel 'orders'")))
					.hasSize(1);
				assertThat(output.getOut().lines().filter((line) -> line.contains("of gRPC channel 'stock'")))
					.hasSize(1);
			});
	}

	@Test
	void theOnlyBeanIsTakenForAnotherChannelThanItsOwnWithAWarning(CapturedOutput output) {
		this.runner.withUserConfiguration(OneExposed.class).withBean(Both.class).run((context) -> {
			assertThat(context.getBean("stockEcho")).isEqualTo(STOCK);
			assertThat(context.getBean(Both.class).orders).isSameAs(context.getBean("stockEcho"));
			assertThat(output).contains("WARN")
				.contains("Bean 'stockEcho' takes the place of the EchoClient of gRPC channel 'orders'")
				.contains("made from a client of another channel")
				.contains("add @Qualifier");
		});
	}

	@Test
	void aBeanThatBearsTheNameOfTheChannelIsLoggedToo(CapturedOutput output) {
		this.runner.withUserConfiguration(NamedStock.class)
			.withBean(Both.class)
			.run((context) -> assertThat(output)
				.contains(
						"Bean 'stock' takes the place of the EchoClient of gRPC channel 'stock', whose name it bears.")
				.contains("Bean 'ordersChannel' takes the place of the Channel of gRPC channel 'orders'"));
	}

	@Test
	void amongSeveralThePrimaryOneIsTaken() {
		this.runner.withUserConfiguration(PrimaryFake.class, TwoExposed.class).withBean(Both.class).run((context) -> {
			assertThat(context.getBean(Both.class).orders).isSameAs(context.getBean("fake"));
			assertThat(context.getBean(Both.class).stock).isSameAs(context.getBean("fake"));
		});
	}

	@Test
	void aFallbackIsLeftOutIfThereIsAnother() {
		this.runner.withUserConfiguration(OneFake.class, FallbackFake.class)
			.withBean(Both.class)
			.run((context) -> assertThat(context.getBean(Both.class).orders).isSameAs(context.getBean("fake")));
	}

	@Test
	void amongSeveralEqualOnesNoneIsTaken() {
		this.runner.withUserConfiguration(OneFake.class, OtherFake.class)
			.withBean(Both.class)
			.run(GrpcClientStandInTest::assertBothOfTheirChannels);
	}

	@Test
	void aHelperOfTheFakeMakesACycleWhicheverComesFirst() {
		this.runner.withBean("fake", FakeWithHelper.class)
			.withBean(Helper.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(BeanCurrentlyInCreationException.class));
		this.runner.withBean(Helper.class)
			.withBean("fake", FakeWithHelper.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(BeanCurrentlyInCreationException.class));
	}

	@Test
	void aBeanThatWrapsTheClientGetsItHoweverItAsks() {
		this.runner.withBean("wrapping", WrapsInAField.class)
			.run((context) -> assertThat(context.getBean(WrapsInAField.class).plain).isEqualTo(ORDERS));
		this.runner.withUserConfiguration(WrapsLater.class).run((context) -> {
			WrappedLater bean = context.getBean(WrappedLater.class);
			assertThat(bean.later.getObject()).isEqualTo(ORDERS);
			assertThat(bean.lazy).hasToString(ORDERS.toString());
		});
		this.runner.withUserConfiguration(WrapsByConfiguration.class)
			.run((context) -> assertThat(context.getBean("wrapping", WrapsInAField.class).plain).isEqualTo(ORDERS));
	}

	@Test
	void aPlaceholderOfAFakesOwnThatIsNeverResolvedDoesNoHarm() {
		this.runner.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class))
			.withBean("fake", FakeWithPlaceholder.class)
			.withBean(Helper.class)
			.run((context) -> assertThat(context.getBean(Helper.class).client).isSameAs(context.getBean("fake")));
	}

	private static void assertBothOfTheirChannels(ApplicationContext context) {
		assertThat(context.getBean(Both.class).orders).isEqualTo(ORDERS);
		assertThat(context.getBean(Both.class).stock).isEqualTo(STOCK);
	}

	record Wrapped(EchoClient plain) implements EchoClient {

	}

	static class Both {

		final EchoClient orders;

		final EchoClient stock;

		Both(@GrpcClient("orders") EchoClient orders, @GrpcClient("stock") EchoClient stock) {
			this.orders = orders;
			this.stock = stock;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoExposed {

		@Bean
		EchoClient ordersEcho(@GrpcClient("orders") EchoClient client) {
			return client;
		}

		@Bean
		EchoClient stockEcho(@GrpcClient("stock") EchoClient client) {
			return client;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneExposedIsPrimary {

		@Bean
		@Primary
		EchoClient ordersEcho(@GrpcClient("orders") EchoClient client) {
			return client;
		}

		@Bean
		EchoClient stockEcho(@GrpcClient("stock") EchoClient client) {
			return client;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoExposedByName {

		@Bean
		EchoClient orders(@GrpcClient("orders") EchoClient client) {
			return new Wrapped(client);
		}

		@Bean
		EchoClient stock(@GrpcClient("stock") EchoClient client) {
			return new Wrapped(client);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneExposed {

		@Bean
		EchoClient stockEcho(@GrpcClient("stock") EchoClient client) {
			return client;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedStock {

		@Bean
		EchoClient stock() {
			return new Wrapped(STOCK);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneFake {

		@Bean
		EchoClient fake() {
			return new EchoClient() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherFake {

		@Bean
		EchoClient otherFake() {
			return new EchoClient() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryFake {

		@Bean
		@Primary
		EchoClient fake() {
			return new EchoClient() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FallbackFake {

		@Bean
		@Fallback
		EchoClient fallbackFake() {
			return new EchoClient() {
			};
		}

	}

	static class FakeWithHelper implements EchoClient {

		FakeWithHelper(Helper helper) {
		}

	}

	static class Helper {

		@GrpcClient("orders")
		@Nullable EchoClient client;

	}

	static class FakeWithPlaceholder implements EchoClient {

		@GrpcClient("${never.set}")
		@Nullable ObjectProvider<EchoClient> never;

	}

	static class WrapsInAField implements EchoClient {

		@GrpcClient("orders")
		@Nullable EchoClient plain;

	}

	record WrappedLater(ObjectProvider<EchoClient> later, EchoClient lazy) implements EchoClient {

	}

	@Configuration(proxyBeanMethods = false)
	static class WrapsLater {

		@Bean
		WrappedLater wrapping(@GrpcClient("orders") ObjectProvider<EchoClient> later,
				@Lazy @GrpcClient("orders") EchoClient lazy) {
			return new WrappedLater(later, lazy);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrapsByConfiguration {

		@Bean
		@Qualifier("orders")
		EchoClient wrapping() {
			return new WrapsInAField();
		}

	}

}
