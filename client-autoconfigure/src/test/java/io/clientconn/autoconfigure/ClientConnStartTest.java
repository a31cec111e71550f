package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.health.ClientConnHealthAutoConfiguration;
import io.clientconn.autoconfigure.testclients.ChannelEchoClient;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.rpc.ConnectivityState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what happens to connections when contexts start: of customizers, of the
 * application's own connections, and of a context and its child.
 */
class ClientConnStartTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withPropertyValues("grpc.client.channel.orders.target=orders:1", "grpc.client.channel.stock.target=stock:1");

	@Test
	void theMistakeOfACustomizerStopsTheStartAndIsExplainedAlsoIfNobodyInjects() {
		this.runner.withUserConfiguration(BadKeepalive.class).run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("The gRPC channel 'stock' cannot be made")
				.contains("the ClientConnCustomizer 'shortKeepalive' failed with java.lang.IllegalArgumentException: ");
			assertThat(analysis.getAction()).contains("Correct the customizer");
		});
	}

	@Test
	void theMistakeOfACustomizerIsExplainedWhereAClientIsInjected() {
		this.runner.withUserConfiguration(BadKeepalive.class).withBean(WantsStock.class).run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'stock'").contains("'shortKeepalive'");
		});
	}

	@Test
	void whatOnlyBuildingFindsOutStopsTheStartToo() {
		this.runner
			.withBean(ClientConnCustomizer.class,
					() -> (channel, builder) -> builder.loadBalancingPolicy("no_such_policy"))
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("The gRPC channel 'orders' cannot be made")
				.contains("no_such_policy"));
	}

	@Test
	void aCustomizerIsCalledOnceForEachChannel() {
		List<String> called = new ArrayList<>();
		this.runner.withBean(ClientConnCustomizer.class, () -> (channel, builder) -> called.add(channel))
			.withBean(WantsStock.class)
			.run((context) -> {
				context.getBean(ClientConns.class).get("orders");
				context.getBean(ClientConns.class).get("stock");
				assertThat(called).containsExactlyInAnyOrder("orders", "stock");
			});
	}

	@Test
	void aConnectionOfTheApplicationsIsNotMadeByTheStart() {
		List<String> called = new ArrayList<>();
		this.runner.withUserConfiguration(OwnLazyConn.class)
			.withBean(ClientConnCustomizer.class, () -> (channel, builder) -> called.add(channel))
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("orders")).isFalse();
				assertThat(called).containsExactly("stock");
				assertThat(context.getBean(ClientConns.class).get("orders").target()).isEqualTo("own:1");
				assertThat(context.getBean(ClientConns.class).get("ORDERS")).isSameAs(context.getBean("orders"));
			});
	}

	@Test
	void aBeanMayHandOnTheConnectionOfItsName() {
		this.runner.withUserConfiguration(HandsOn.class).run((context) -> {
			assertThat(context.getBean("orders", ClientConn.class).target()).isEqualTo("orders:1");
			assertThat(context.getBean(ClientConns.class).get("orders")).isSameAs(context.getBean("orders"));
		});
	}

	@Test
	void aNameKnownAtRunTimeCostsNoLookAtAllBeans() {
		CountingFactory counting = new CountingFactory();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(counting)) {
			TestPropertyValues.of("grpc.client.channel.orders.target=orders:1").applyTo(context);
			context.register(ClientConnAutoConfiguration.class);
			context.refresh();
			ClientConns conns = context.getBean(ClientConns.class);
			conns.get("orders");
			int before = counting.looks.get();
			for (int i = 0; i < 100; i++) {
				assertThat(conns.get("Orders")).isSameAs(conns.get("orders"));
			}
			assertThat(counting.looks.get() - before).isZero();
		}
	}

	@Test
	void aChildWithChannelsOfItsOwnHasConnectionsOfItsOwn() {
		ApplicationContextRunner parents = this.runner
			.withConfiguration(AutoConfigurations.of(ClientConnHealthAutoConfiguration.class));
		parents.run((parent) -> {
			ClientConn ofParent = parent.getBean(ClientConns.class).get("orders");
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(parent.getSourceApplicationContext());
				TestPropertyValues.of("grpc.client.channel.kids.target=kids:1").applyTo(child);
				child.register(ClientConnAutoConfiguration.class, ClientConnHealthAutoConfiguration.class,
						WantsKids.class);
				child.refresh();
				ClientConns conns = child.getBean(ClientConns.class);
				assertThat(conns.names()).containsExactly("kids", "orders", "stock");
				assertThat(child.getBean(WantsKids.class).client).isEqualTo(new ChannelEchoClient(conns.get("kids")));
				assertThat(conns.get("orders")).isNotSameAs(ofParent);
				assertThat(child.getBean(CompositeHealthContributor.class).stream())
					.extracting(HealthContributors.Entry::name)
					.contains("kids");
				assertThat(child.getBean("grpcClientConn.kids")).isSameAs(conns.get("kids"));
			}
			assertThat(parent.getBean(ClientConns.class).get("orders")).isSameAs(ofParent);
			assertThat(ofParent.status().state()).isNotEqualTo(ConnectivityState.SHUTDOWN);
		});
	}

	private static FailureAnalysis analysis(@Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		return BadValueTest.analysis(failure);
	}

	@Configuration(proxyBeanMethods = false)
	static class BadKeepalive {

		@Bean
		ClientConnCustomizer sound() {
			return (channel, builder) -> {
			};
		}

		@Bean
		ClientConnCustomizer shortKeepalive() {
			return (channel, builder) -> {
				if (channel.equals("stock")) {
					builder.keepalive(Duration.ofSeconds(1), Duration.ofSeconds(1), false);
				}
			};
		}

	}

	static class WantsStock {

		@GrpcClient("stock")
		@Nullable EchoClient client;

	}

	static class WantsKids {

		@GrpcClient("kids")
		@Nullable EchoClient client;

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnLazyConn {

		@Bean
		@Lazy
		ClientConn orders() {
			return ClientConn.builder("own:1").plaintext().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandsOn {

		@Bean
		ClientConn orders(ClientConns conns) {
			return conns.get("orders");
		}

	}

	private static final class CountingFactory extends DefaultListableBeanFactory {

		private static final long serialVersionUID = 1L;

		private final AtomicInteger looks = new AtomicInteger();

		@Override
		public String[] getBeanNamesForType(@Nullable Class<?> type, boolean includeNonSingletons,
				boolean allowEagerInit) {
			this.looks.incrementAndGet();
			return super.getBeanNamesForType(type, includeNonSingletons, allowEagerInit);
		}

		@Override
		public BeanDefinition getMergedBeanDefinition(String name) {
			this.looks.incrementAndGet();
			return super.getMergedBeanDefinition(name);
		}

	}

}
