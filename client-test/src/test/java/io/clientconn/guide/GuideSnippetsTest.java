package io.clientconn.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GuideSnippetsTest {

	private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

	@Test
	void everyJavaBlockOfThePageIsCompiledAndRun() throws IOException {
		String compiled = source("StubsGuideTest.java") + source("ReactorGuideTest.java");
		assertThat(blocks("stubs.md")).hasSizeGreaterThan(10)
			.allSatisfy((block) -> assertThat(compiled).contains(words(block)));
	}

	@Test
	void everyJavaBlockOfThePageOnTestingIsCompiledAndRun() throws IOException {
		assertThat(blocks("testing.md")).hasSizeGreaterThan(5)
			.allSatisfy((block) -> assertThat(source("TestingGuideTest.java")).contains(words(block)));
	}

	private static List<String> blocks(String page) throws IOException {
		String text = Files.readString(Path.of("..", "docs", page));
		return BLOCK.matcher(text).results().map((block) -> block.group(1)).toList();
	}

	private static String source(String file) throws IOException {
		return words(Files.readString(Path.of("src", "test", "java", "io", "clientconn", "guide", file)));
	}

	/** Layout does not count. */
	private static String words(String text) {
		return text.replaceAll("\\s+", " ").strip();
	}

}
