package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import io.clientconn.config.BackoffPolicy;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a backoff policy of the application's takes the place of the properties.
 */
class BackoffBeanTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withPropertyValues("grpc.client.channel.orders.target=static:///127.0.0.1:1",
				"grpc.client.channel.order-archive.target=static:///127.0.0.1:1",
				"grpc.client.channel.default.backoff.max-delay=3s");

	@Test
	void theQualifiedOneServesItsChannelAndTheFirstOtherOneTheRest() {
		this.runner.withUserConfiguration(Policies.class).run((context) -> {
			Probe archive = context.getBean("archive", Probe.class);
			Probe first = context.getBean("first", Probe.class);
			Probe second = context.getBean("second", Probe.class);

			context.getBean(ClientConns.class).get("orders").connect();
			assertThat(first.wasAsked()).isTrue();
			assertThat(archive.asked.getCount()).isOne();
			context.getBean(ClientConns.class).get("order-archive").connect();

			assertThat(archive.wasAsked()).isTrue();
			assertThat(second.asked.getCount()).isOne();
		});
	}

	@Test
	void aPolicyForAnotherChannelChangesNothing() {
		this.runner.withUserConfiguration(ForTheArchive.class).run((context) -> {
			context.getBean(ClientConns.class).get("orders").connect();
			context.getBean(ClientConns.class).get("order-archive").connect();
			Probe archive = context.getBean("archive", Probe.class);

			assertThat(archive.wasAsked()).isTrue();
			assertThat(archive.channels).hasValue(1);
		});
	}

	@Test
	void aPrototypeServesEachChannelWithOneOfItsOwn() {
		this.runner.withUserConfiguration(Prototype.class).run((context) -> {
			context.getBean(ClientConns.class).get("orders").connect();
			context.getBean(ClientConns.class).get("order-archive").connect();
			List<Probe> made = context.getBean(Prototype.class).made;

			assertThat(made).hasSize(2);
			for (Probe policy : made) {
				assertThat(policy.wasAsked()).isTrue();
				assertThat(policy.channels).hasValue(1);
			}
		});
	}

	@Test
	void theOrderCountsWhereverItIsStated() {
		this.runner.withUserConfiguration(Prototype.class, Urgent.class).run((context) -> {
			context.getBean(ClientConns.class).get("orders").connect();

			assertThat(context.getBean(UrgentProbe.class).probe.wasAsked()).isTrue();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Prototype {

		final List<Probe> made = new CopyOnWriteArrayList<>();

		@Bean
		@Scope("prototype")
		@Order(2)
		Probe prototype() {
			Probe probe = new Probe();
			this.made.add(probe);
			return probe;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Urgent {

		@Bean
		Probe unordered() {
			return new Probe();
		}

		@Bean
		BackoffPolicy urgent() {
			return new UrgentProbe(new Probe());
		}

	}

	@Order(1)
	record UrgentProbe(Probe probe) implements BackoffPolicy {

		@Override
		public Duration pause(int retries, RandomGenerator random) {
			return this.probe.pause(retries, random);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForTheArchive {

		@Bean
		@Qualifier("order-archive")
		Probe archive() {
			return new Probe();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Policies extends ForTheArchive {

		@Bean
		@Order(2)
		Probe second() {
			return new Probe();
		}

		@Bean
		@Order(1)
		Probe first() {
			return new Probe();
		}

	}

	static final class Probe implements BackoffPolicy {

		final CountDownLatch asked = new CountDownLatch(1);

		final AtomicInteger channels = new AtomicInteger();

		@Override
		public Duration pause(int retries, RandomGenerator random) {
			if (retries == 0) {
				this.channels.incrementAndGet();
			}
			this.asked.countDown();
			return Duration.ofHours(1);
		}

		boolean wasAsked() throws InterruptedException {
			return this.asked.await(10, TimeUnit.SECONDS);
		}

	}

}
