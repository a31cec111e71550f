package io.clientconn.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for what somebody reads who comes from another starter.
 */
class LeftoverKeysTest {

	private static final List<String> SWITCHES = List.of("grpc.client.enabled", "grpc.client.default-scheme",
			"grpc.client.shutdown.grace-period");

	/** Boot's own client is on the class path of the tests, and these do without. */
	private static final ClassLoader WITHOUT_BOOTS_CLIENT = new FilteredClassLoader(
			"org.springframework.boot.grpc.client");

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withClassLoader(WITHOUT_BOOTS_CLIENT)
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class));

	static Stream<LeftoverTable.Row> rows() {
		return Stream.concat(LeftoverTable.NET_DEVH.stream(), LeftoverTable.SPRING.stream());
	}

	@ParameterizedTest
	@MethodSource("rows")
	void everyKeyStopsTheStartAndIsToldItsSuccessor(LeftoverTable.Row row) {
		String key = row.key().replace("<name>", "order-service").replaceAll("\\*$", "some.thing");
		this.runner.withPropertyValues(key + "=7").run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'" + key + "'").contains("from property source");
			assertThat(analysis.getAction()).contains("'" + key + "': ")
				.contains((row.successor() != null) ? row.successor().replace("<name>", "order-service") : "remove it")
				.contains(row.note());
		});
	}

	@ParameterizedTest
	@MethodSource("rows")
	void everySuccessorIsAKeyThatExists(LeftoverTable.Row row) {
		if (row.successor() != null) {
			assertThat(row.successor()).satisfiesAnyOf((key) -> assertThat(SWITCHES).contains(key),
					(key) -> assertThat(ChannelKeys.all()).contains(key.replace("grpc.client.channel.<name>.", "")));
		}
	}

	@Test
	void allOfThemAreNamedAtOnceInAnySpelling() {
		this.runner
			.withPropertyValues("grpc.client.orders.address=static://orders:1",
					"grpc.client.GLOBAL.negotiationType=plaintext", "grpc.client.GLOBAL.user_agent=shop/1",
					"spring.grpc.client.channel.orders.user-agent=shop/1")
			.run((context) -> {
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getDescription().lines().filter((line) -> line.startsWith("- "))).hasSize(4);
				assertThat(analysis.getAction()).contains("'grpc.client.channel.orders.target'")
					.contains("'grpc.client.channel.default.user-agent'")
					.contains("'grpc.client.channel.orders.user-agent'")
					.contains("remove it. Channels connect in plaintext.");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "default-stub-factory", "channels.orders.shutdown-grace-period", "channel.orders.anything",
			"target", "channels[0].name", "observations.enabled" })
	void anUnlistedKeyOfBootsClientStopsTheStartToo(String key) {
		this.runner.withPropertyValues("spring.grpc.client." + key + "=7").run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'spring.grpc.client." + key + "'");
			assertThat(analysis.getAction()).contains("remove it. No other gRPC client is on the class path");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "channel.orders.target", "default-stub-factory" })
	void withBootsClientOnTheClassPathItsKeysAreLeftAlone(String key) {
		for (String reader : List.of("org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration",
				"org.springframework.grpc.autoconfigure.client.GrpcClientAutoConfiguration")) {
			ClassLoader withReader = new WithClass(reader);
			MockEnvironment environment = new MockEnvironment().withProperty("spring.grpc.client." + key, "orders:1");
			assertThatNoException().isThrownBy(() -> LeftoverKeys.of(withReader).check(environment));
			assertThatExceptionOfType(FailureAnalyzedException.class)
				.isThrownBy(() -> LeftoverKeys.of(WITHOUT_BOOTS_CLIENT).check(environment));
		}
	}

	@Test
	void otherKeysBelowSpringGrpcAreNoneOfOurs() {
		this.runner.withPropertyValues("spring.grpc.server.port=1", "spring.grpc.clients.x=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void keysOfBootsClientAreItsOwnIfItIsThere() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("spring.grpc.client.channel.orders.target", "orders:1")));
		ConfigurationPropertySources.attach(environment);
		assertThatNoException().isThrownBy(() -> new LeftoverKeys(true).check(environment));
	}

	@Test
	void channelsOfOursMayHaveTheNamesOfOldKeys() {
		this.runner
			.withPropertyValues("grpc.client.channel.address.target=orders:1",
					"grpc.client.channel.security.target=orders:1", "spring.grpc.server.port=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void thePageOnMovingOverShowsTheSameRows() throws IOException {
		List<String> page = Files.readAllLines(Path.of("..", "docs", "migration.md"))
			.stream()
			.filter((line) -> line.startsWith("| `"))
			.toList();
		assertThat(page).containsExactlyElementsOf(rows().map(LeftoverKeysTest::shown).toList());
	}

	private static String shown(LeftoverTable.Row row) {
		String successor = (row.successor() != null) ? "`" + row.successor() + "`" : "none";
		return "| `" + row.key() + "` | " + successor + " | " + row.note() + " |";
	}

	private static FailureAnalysis analysis(@Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		return BadValueTest.analysis(failure);
	}

	/**
	 * Has one class more, which is empty.
	 */
	private static final class WithClass extends ClassLoader {

		private final String name;

		WithClass(String name) {
			super(WITHOUT_BOOTS_CLIENT);
			this.name = name;
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			if (!name.equals(this.name)) {
				throw new ClassNotFoundException(name);
			}
			ClassWriter writer = new ClassWriter(0);
			writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name.replace('.', '/'), null, "java/lang/Object", null);
			byte[] bytes = writer.toByteArray();
			return defineClass(name, bytes, 0, bytes.length);
		}

	}

}
