package io.clientconn.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.UrlResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what tools and readers are told about the properties.
 */
class MetadataTest {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final String TEMPLATE = "grpc.client.channel.default.";

	private static final String CLASSES = GrpcClientProperties.class.getProtectionDomain()
		.getCodeSource()
		.getLocation()
		.toString();

	@Test
	void everyKeyIsDescribedThoseOfAChannelToo() throws IOException {
		Map<String, Map<String, Object>> properties = properties();
		List<String> expected = new ArrayList<>(List.of("grpc.client.enabled", "grpc.client.default-scheme",
				"grpc.client.shutdown.grace-period", "grpc.client.channel", "management.health.grpcclient.enabled"));
		ChannelKeys.all().forEach((key) -> expected.add(TEMPLATE + key.replace("metadata.x-tenant", "metadata")));
		assertThat(properties).containsOnlyKeys(expected);
		assertThat(properties).allSatisfy((name, property) -> assertThat((String) property.get("description")).as(name)
			.matches("[A-Z].*\\.")
			.doesNotStartWith("The ")
			.doesNotStartWith("A "));
		assertThat(properties.get("grpc.client.default-scheme")).containsEntry("defaultValue", "dns");
		assertThat((String) properties.get("grpc.client.channel").get("type"))
			.contains(ChannelProperties.class.getName());
	}

	@Test
	void toolsAndReadersAreToldTheSameDefaults() throws IOException {
		Map<String, Object> documented = new TreeMap<>();
		keysOfAChannel().forEach((row) -> documented.put(row.group(1), row.group(2)));
		Map<String, Object> told = new TreeMap<>();
		properties().forEach((name, property) -> {
			if (name.startsWith(TEMPLATE)) {
				Object value = property.get("defaultValue");
				told.put(name.substring(TEMPLATE.length()).replaceAll("^metadata$", "metadata.x-tenant"),
						(value != null) ? "`" + value + "`" : "");
			}
		});
		documented.replaceAll((key, text) -> text.toString().startsWith("`") ? text : "");
		assertThat(told).isEqualTo(documented);
	}

	@Test
	void theDefaultsThatAreToldAreTheOnesInForce() throws IOException {
		StringBuilder explicit = new StringBuilder("grpc.client.channel.orders.target: orders:1\n");
		String implicit = explicit.toString();
		properties().forEach((name, property) -> {
			if (name.startsWith(TEMPLATE) && property.containsKey("defaultValue")) {
				explicit.append(name).append(": ").append(property.get("defaultValue")).append('\n');
			}
		});
		assertThat(explicit).contains(TEMPLATE + "backoff.jitter: 0.2");
		assertThat(settings(explicit.toString())).usingRecursiveComparison().isEqualTo(settings(implicit));
	}

	@Test
	void theConfigurationPageHasEveryKeyOfAChannelAndNoOther() throws IOException {
		List<String> documented = keysOfAChannel().stream().map((row) -> row.group(1)).toList();
		assertThat(documented).containsExactlyInAnyOrderElementsOf(ChannelKeys.all());
	}

	@Test
	void theExamplesOfThePagesBind() throws IOException {
		for (String page : List.of("README.md", "docs/configuration.md")) {
			List<String> examples = Pattern.compile("(?s)```yaml\n(.*?)```")
				.matcher(Files.readString(ROOT.resolve(page)))
				.results()
				.map((match) -> match.group(1))
				.toList();
			assertThat(examples).as(page).isNotEmpty();
			for (String example : examples) {
				assertThat(bind(example).channel()).as(example).isNotEmpty();
			}
		}
	}

	private static GrpcClientProperties bind(String yaml) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("example",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
			environment.getPropertySources().addFirst(source);
		}
		GrpcClientProperties properties = Binder.get(environment)
			.bind("grpc.client", Bindable.of(GrpcClientProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.get();
		read(properties, environment);
		return properties;
	}

	private static Map<String, ChannelSettings> read(GrpcClientProperties properties, StandardEnvironment environment) {
		return new ChannelSettingsReader(environment).read(new ChannelCatalog(properties), properties.defaultScheme());
	}

	private static Map<String, ChannelSettings> settings(String yaml) throws IOException {
		return read(bind(yaml), new StandardEnvironment());
	}

	private static List<MatchResult> keysOfAChannel() throws IOException {
		String page = Files.readString(ROOT.resolve("docs/configuration.md"));
		return Pattern.compile("(?m)^\\| `([a-z.-]+)` \\| ([^|]+) \\|")
			.matcher(page.substring(page.indexOf("## Keys of a channel"), page.indexOf("## Rules")))
			.results()
			.toList();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Map<String, Object>> properties() throws IOException {
		String json = new UrlResource(CLASSES + "META-INF/spring-configuration-metadata.json")
			.getContentAsString(StandardCharsets.UTF_8);
		Map<String, Map<String, Object>> properties = new TreeMap<>();
		List<Object> listed = (List<Object>) JsonParserFactory.getJsonParser().parseMap(json).get("properties");
		assertThat(listed).isNotNull();
		listed.forEach((entry) -> {
			Map<String, Object> property = (Map<String, Object>) entry;
			properties.put((String) property.get("name"), property);
		});
		return properties;
	}

}
