package io.clientconn.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The pages that name a test for each rule: {@code docs/semantics*.md} and
 * {@code SECURITY.md}. Their tables have the columns rule, here and test.
 */
final class SemanticsPages {

	private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*)(?:\\.(\\w+))?`");

	/** What explains a row without a test. */
	private static final List<String> EXPLANATIONS = List.of("not here", "elsewhere:");

	private final Map<String, List<String>> sources;

	private SemanticsPages(Map<String, List<String>> sources) {
		this.sources = sources;
	}

	/**
	 * Knows the test sources of all modules.
	 */
	static SemanticsPages ofTheRepository() {
		Map<String, List<String>> sources = new TreeMap<>();
		for (Path module : children(root())) {
			Path tests = module.resolve("src/test/java");
			if (Files.isDirectory(tests)) {
				for (Path file : below(tests)) {
					String name = file.getFileName().toString();
					sources.computeIfAbsent(name.replace(".java", ""), (key) -> new ArrayList<>()).add(text(file));
				}
			}
		}
		return new SemanticsPages(sources);
	}

	/**
	 * The pages by name.
	 */
	static Map<String, List<String>> pages() {
		Map<String, List<String>> pages = new TreeMap<>();
		for (Path file : children(root().resolve("docs"))) {
			String name = file.getFileName().toString();
			if (name.startsWith("semantics") && name.endsWith(".md")) {
				pages.put(name, text(file).lines().toList());
			}
		}
		pages.put("SECURITY.md", text(root().resolve("SECURITY.md")).lines().toList());
		return pages;
	}

	/**
	 * The rows of all tables on a page, without their heads.
	 */
	static List<String> rows(List<String> page) {
		List<String> rows = new ArrayList<>();
		boolean inTable = false;
		for (int i = 0; i < page.size(); i++) {
			String line = page.get(i).strip();
			boolean head = i + 1 < page.size() && isLine(page.get(i + 1));
			if (line.startsWith("|") && inTable && !isLine(line)) {
				rows.add(line);
			}
			inTable = line.startsWith("|") && (inTable || head);
		}
		return rows;
	}

	/**
	 * What is wrong with a row.
	 * @return nothing if all tests that it names exist and it names one, or says why not
	 */
	List<String> problems(String row) {
		List<String> cells = List.of(row.split("(?<!\\\\)\\|", -1));
		if (cells.size() != 5) {
			return List.of("not three cells: " + row);
		}
		List<String> problems = new ArrayList<>();
		Matcher names = NAME.matcher(cells.get(3));
		boolean found = false;
		while (names.find()) {
			found = true;
			if (!exists(names.group(1), names.group(2))) {
				problems.add("no such test: " + names.group());
			}
		}
		String here = cells.get(2).toLowerCase(Locale.ROOT);
		if (!found && EXPLANATIONS.stream().noneMatch(here::contains)) {
			problems.add("neither a test nor one of " + EXPLANATIONS + ": " + row);
		}
		return problems;
	}

	private boolean exists(String type, @Nullable String method) {
		List<String> files = this.sources.getOrDefault(type, List.of());
		if (method == null) {
			return !files.isEmpty();
		}
		Pattern declared = Pattern.compile("(?:void|>)\\s+" + Pattern.quote(method) + "\\(");
		return files.stream().anyMatch((file) -> declared.matcher(file).find());
	}

	/** The line between the head of a table and its rows. */
	private static boolean isLine(String line) {
		return line.strip().matches("\\|[-:| ]+\\|");
	}

	/** Surefire starts in the module, an IDE often in the root. */
	private static Path root() {
		return Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");
	}

	private static List<Path> children(Path folder) {
		try (Stream<Path> found = Files.list(folder.toAbsolutePath())) {
			return found.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Path> below(Path folder) {
		try (Stream<Path> found = Files.walk(folder)) {
			return found.filter((file) -> file.toString().endsWith(".java")).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
