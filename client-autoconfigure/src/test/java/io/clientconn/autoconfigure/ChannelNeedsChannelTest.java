package io.clientconn.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.observe.ChannelObserver;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for customizers that ask for one channel while another one is made.
 */
class ChannelNeedsChannelTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withUserConfiguration(Asking.class);

	/**
	 * The first pairs fall into one bin of a hash table, the last one does not.
	 */
	@ParameterizedTest
	@CsvSource({ "billing, token", "users, sso", "catalog, identity", "login, inventory", "orders, stock" })
	void whateverTheNamesOneChannelMayNeedAnother(String one, String other) {
		needs(one, other).run((context) -> {
			assertThat(context).hasNotFailed();
			Asking asking = context.getBean(Asking.class);
			assertThat(asking.asked).containsExactlyInAnyOrder(one, other);
			assertThat(asking.got).containsExactly(context.getBean(ClientConns.class).get(other));
		});
		needs(other, one).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aChannelThatNeedsItselfStopsTheStartAndIsExplained() {
		needs("orders", "orders").run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.isEqualTo("The gRPC channel 'orders' is asked for while it is made: orders -> orders.");
			assertThat(analysis.getAction()).contains("Ask for it later").contains("for every channel");
		});
	}

	@Test
	void aCircleOfChannelsStopsTheStartAndNamesThem() {
		needs("billing", "token").withPropertyValues("needs.token=sso", "needs.sso=token")
			.withPropertyValues("grpc.client.channel.sso.target=sso:1")
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.isEqualTo("The gRPC channel 'token' is asked for while it is made: token -> sso -> token."));
	}

	@Test
	@Timeout(30)
	void ofTwoThreadsThatMakeAChannelOneIsGivenTheConnectionOfTheOther() {
		this.runner.withUserConfiguration(Raced.class)
			.withPropertyValues("grpc.client.channel.orders.target=orders:1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Raced raced = context.getBean(Raced.class);
				assertThat(raced.ends).hasSize(2);
				assertThat(raced.ends.get(0).get(10, TimeUnit.SECONDS)).isEqualTo(Status.OK);
				ClientConn orders = context.getBean(ClientConns.class).get("orders");
				assertThat(orders).isSameAs(raced.ofOtherThread.get(0));
				assertThat(orders.status().state()).isEqualTo(ConnectivityState.IDLE);
			});
	}

	private ApplicationContextRunner needs(String one, String other) {
		return this.runner.withPropertyValues("grpc.client.channel." + one + ".target=one:1",
				"grpc.client.channel." + other + ".target=other:1", "needs." + one + "=" + other);
	}

	private static FailureAnalysis analysis(@Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		return BadValueTest.analysis(failure);
	}

	@Configuration(proxyBeanMethods = false)
	static class Asking {

		final List<String> asked = new ArrayList<>();

		final List<ClientConn> got = new ArrayList<>();

		@Bean
		ClientConnCustomizer asks(ObjectProvider<ClientConns> conns, Environment environment) {
			return (channel, builder) -> {
				this.asked.add(channel);
				String needed = environment.getProperty("needs." + channel);
				if (needed != null) {
					this.got.add(conns.getObject().get(needed));
				}
			};
		}

	}

	/**
	 * While the first thread makes the channel a second one makes it too, and is faster.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Raced {

		final List<CompletableFuture<Status>> ends = new CopyOnWriteArrayList<>();

		final List<ClientConn> ofOtherThread = new CopyOnWriteArrayList<>();

		@Bean
		ClientConnCustomizer slow(ObjectProvider<ClientConns> conns) {
			return (channel, builder) -> {
				boolean first = this.ends.isEmpty();
				this.ends.add(end(builder));
				if (first) {
					this.ofOtherThread.add(CompletableFuture.supplyAsync(() -> conns.getObject().get(channel))
						.orTimeout(10, TimeUnit.SECONDS)
						.join());
				}
			};
		}

		private static CompletableFuture<Status> end(ClientConnBuilder builder) {
			CompletableFuture<Status> end = new CompletableFuture<>();
			builder.observer(new ChannelObserver() {

				@Override
				public void channelState(ConnectivityState state, Status reason) {
					if (state == ConnectivityState.SHUTDOWN) {
						end.complete(reason);
					}
				}

			});
			return end;
		}

	}

}
