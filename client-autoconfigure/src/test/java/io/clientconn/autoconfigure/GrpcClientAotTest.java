package io.clientconn.autoconfigure;

import java.util.function.Consumer;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoAsyncClient;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoClientFactory;
import io.clientconn.autoconfigure.testclients.EchoGrpc;
import io.clientconn.autoconfigure.testclients.FakeChannel;
import io.clientconn.autoconfigure.testclients.Tracing;
import io.clientconn.rpc.Channel;
import io.clientconn.stub.ClientFactory;
import io.clientconn.stub.GeneratedClient;
import jakarta.annotation.PostConstruct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.Compiled;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is processed ahead of time and started from the generated code.
 */
@CompileWithForkedClassLoader
class GrpcClientAotTest {

	private final TestGenerationContext generation = new TestGenerationContext();

	private final TestPropertyValues atBuildTime = TestPropertyValues.of("grpc.client.channel.orders.target=orders:1",
			"grpc.client.channel.stock.target=stock:1");

	@Test
	void everyPlaceIsServed() {
		start(this.atBuildTime, (context) -> {
			Everywhere bean = context.getBean(Everywhere.class);
			assertThat(bean.early).isEqualTo("field and setter are set");
			assertThat(bean.field).asString().contains("First > FakeChannel[authority=orders]");
			assertThat(bean.setter).asString().contains("FakeChannel[authority=orders]");
			assertThat(bean.parameter.channel()).isSameAs(context.getBean(ClientConns.class).get("stock"));
			assertThat(bean.provider.getObject()).asString().contains("FakeChannel[authority=orders]");
			assertThat(bean.lazy).isNotNull();
			assertThat(bean.lazy.channel()).isSameAs(context.getBean(ClientConns.class).get("stock"));
			assertThat(bean.conn).isSameAs(context.getBean("grpcClientConn.stock"));
			assertThat(bean.lazyConn).isSameAs(bean.conn);
			assertThat(bean.stub).isNotNull();
			assertThat(bean.stub.getChannel()).asString().contains("ManagedChannel over");
			assertThat(context.getBean(Everywhere.class)).as("a prototype").isNotSameAs(bean);
		});
	}

	@Test
	void channelsFollowThePropertiesOfTheRunAndNotOfTheBuild() {
		start(TestPropertyValues.of("grpc.client.channel.stock.target=elsewhere:2",
				"grpc.client.channel.late.target=late:3"), (context) -> {
					assertThat(context.getBean(ClientConns.class).names()).containsExactly("late", "stock");
					assertThat(context.getBean("grpcClientConn.stock", ClientConn.class).target())
						.isEqualTo("elsewhere:2");
					assertThat(context.getBean("grpcClientConn.late", ClientConn.class).target()).isEqualTo("late:3");
					assertThat(context.getBeanNamesForType(ClientConn.class)).hasSize(2);
				});
	}

	@Test
	void factoriesAndInterceptorsAreNamedForReflection() {
		process();
		RuntimeHints hints = this.generation.getRuntimeHints();
		for (Class<?> made : new Class<?>[] { EchoClientFactory.class, EchoAsyncClient.Factory.class,
				OtherClient.Factory.class, Tracing.First.class }) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(made)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(made.getName()).accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onType(Tracing.Second.class)).rejects(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(EchoGrpc.class, "newBlockingStub"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(EchoGrpc.EchoCoroutineStub.class)).rejects(hints);
	}

	private ClassName process() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		this.atBuildTime.applyTo(context);
		context.register(Application.class);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, this.generation);
		this.generation.writeGeneratedContent();
		return initializer;
	}

	private void start(TestPropertyValues atRunTime, Consumer<GenericApplicationContext> check) {
		String initializer = process().reflectionName();
		TestCompiler.forSystem().with(this.generation).compile((compiled) -> {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				atRunTime.applyTo(context);
				initializer(compiled, initializer).initialize(context);
				assertThat(context.getBeanFactory()
					.containsBeanDefinition(AnnotationConfigUtils.CONFIGURATION_ANNOTATION_PROCESSOR_BEAN_NAME))
					.as("started from classes and not from generated code")
					.isFalse();
				context.refresh();
				check.accept(context);
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static ApplicationContextInitializer<GenericApplicationContext> initializer(Compiled compiled,
			String name) {
		return compiled.getInstance(ApplicationContextInitializer.class, name);
	}

	/**
	 * A client that is asked for in one place only.
	 */
	@GeneratedClient(OtherClient.Factory.class)
	interface OtherClient {

		Channel channel();

		/**
		 * Makes one.
		 */
		final class Factory implements ClientFactory<OtherClient> {

			@Override
			public OtherClient create(Channel channel) {
				return () -> channel;
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ClientConnAutoConfiguration.class)
	static class Application {

		@Bean
		@Qualifier("orders")
		Channel fake() {
			return new FakeChannel("orders");
		}

		@Bean
		@Scope("prototype")
		Everywhere everywhere(@GrpcClient("stock") EchoAsyncClient stock,
				@GrpcClient("orders") ObjectProvider<EchoClient> orders) {
			return new Everywhere(stock, orders);
		}

	}

	static class Generic<T> {

		@GrpcClient("stock")
		@Nullable T generic;

	}

	static class Everywhere extends Generic<OtherClient> {

		@GrpcClient(value = "orders", interceptors = Tracing.First.class)
		@Nullable EchoClient field;

		@Lazy
		@GrpcClient("stock")
		@Nullable EchoAsyncClient lazy;

		@GrpcClient("stock")
		@Nullable ClientConn conn;

		@Lazy
		@GrpcClient("stock")
		@Nullable ClientConn lazyConn;

		@GrpcClient("stock")
		EchoGrpc.@Nullable EchoBlockingStub stub;

		@Nullable EchoClient setter;

		final EchoAsyncClient parameter;

		final ObjectProvider<EchoClient> provider;

		@Nullable String early;

		Everywhere(EchoAsyncClient parameter, ObjectProvider<EchoClient> provider) {
			this.parameter = parameter;
			this.provider = provider;
		}

		@GrpcClient("orders")
		void setSetter(EchoClient setter) {
			this.setter = setter;
		}

		@PostConstruct
		void look() {
			this.early = (this.field != null && this.setter != null) ? "field and setter are set" : null;
		}

	}

}
