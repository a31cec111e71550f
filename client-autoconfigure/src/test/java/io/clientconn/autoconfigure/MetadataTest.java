package io.clientconn.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.UrlResource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what tools and readers are told about the properties.
 */
class MetadataTest {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final String CLASSES = GrpcClientProperties.class.getProtectionDomain()
		.getCodeSource()
		.getLocation()
		.toString();

	@Test
	void theProcessorDescribesEveryPropertyItSees() throws IOException {
		Map<String, Map<String, Object>> properties = properties();
		assertThat(properties).containsOnlyKeys("grpc.client.enabled", "grpc.client.default-scheme",
				"grpc.client.channel", "management.health.grpcclient.enabled");
		assertThat(properties.values())
			.allSatisfy((property) -> assertThat((String) property.get("description")).matches("[A-Z].*\\.")
				.doesNotStartWith("The ")
				.doesNotStartWith("A "));
		assertThat(properties.get("grpc.client.default-scheme")).containsEntry("defaultValue", "dns");
		assertThat((String) properties.get("grpc.client.channel").get("type"))
			.contains(ChannelProperties.class.getName());
	}

	@Test
	void theConfigurationPageHasEveryKeyOfAChannelAndNoOther() throws IOException {
		String page = Files.readString(ROOT.resolve("docs/configuration.md"));
		List<String> documented = Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|")
			.matcher(page.substring(page.indexOf("## Keys of a channel"), page.indexOf("## Rules")))
			.results()
			.map((match) -> match.group(1))
			.toList();
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
		ChannelCatalog catalog = new ChannelCatalog(properties);
		new ChannelSettingsReader(environment).read(catalog, properties.defaultScheme());
		return properties;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Map<String, Object>> properties() throws IOException {
		String json = new UrlResource(CLASSES + "META-INF/spring-configuration-metadata.json")
			.getContentAsString(StandardCharsets.UTF_8);
		Map<String, Map<String, Object>> properties = new TreeMap<>();
		List<Object> listed = (List<Object>) new Yaml().<Map<String, Object>>load(json).get("properties");
		assertThat(listed).isNotNull();
		listed.forEach((entry) -> {
			Map<String, Object> property = (Map<String, Object>) entry;
			properties.put((String) property.get("name"), property);
		});
		return properties;
	}

}
