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
		String page = Files.readString(Path.of("..", "docs", "stubs.md"));
		String source = words(
				Files.readString(Path.of("src", "test", "java", "io", "clientconn", "guide", "StubsGuideTest.java")));

		List<String> blocks = BLOCK.matcher(page).results().map((block) -> block.group(1)).toList();

		assertThat(blocks).hasSizeGreaterThan(10).allSatisfy((block) -> assertThat(source).contains(words(block)));
	}

	/** Layout does not count. */
	private static String words(String text) {
		return text.replaceAll("\\s+", " ").strip();
	}

}
