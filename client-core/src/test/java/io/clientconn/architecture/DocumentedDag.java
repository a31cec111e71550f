package io.clientconn.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the lists out of the architecture page that the code is compared with. The edges
 * are the fenced block after the heading "Package graph". A line is {@code a, b -> c, d};
 * text in parentheses is a comment.
 */
final class DocumentedDag {

	private static final Path PAGE = Path.of("docs", "architecture.md");

	private final Map<String, Set<String>> edges = new TreeMap<>();

	private DocumentedDag() {
	}

	static DocumentedDag read() {
		DocumentedDag dag = new DocumentedDag();
		dag.block().stream().filter(DocumentedDag::isEdge).forEach(dag::parse);
		return dag;
	}

	/**
	 * The classes in the first column of the table after "State that crosses threads".
	 */
	static Set<String> crossing() {
		Set<String> names = new TreeSet<>();
		boolean inSection = false;
		for (String line : page()) {
			if (line.startsWith("#")) {
				inSection = line.equals("### State that crosses threads");
			}
			else if (inSection && line.startsWith("| `")) {
				names.addAll(names(line.split("\\|", -1)[1].replace("`", "")));
			}
		}
		return names;
	}

	Map<String, Set<String>> edges() {
		return this.edges;
	}

	/** The root package sees everything and has no list to compare. */
	private static boolean isEdge(String line) {
		return line.contains("->") && !line.startsWith("io.clientconn");
	}

	private void parse(String line) {
		String[] sides = line.replaceAll("\\(.*?\\)", "").split("->", 2);
		for (String source : names(sides[0])) {
			this.edges.put(source, names(sides[1]));
		}
	}

	private static Set<String> names(String side) {
		Set<String> names = new TreeSet<>();
		for (String name : side.split(",", -1)) {
			if (!name.isBlank()) {
				names.add(name.strip());
			}
		}
		return names;
	}

	private List<String> block() {
		List<String> lines = new ArrayList<>();
		boolean inSection = false;
		boolean inFence = false;
		for (String line : page()) {
			if (line.startsWith("## ")) {
				inSection = line.equals("## Package graph");
			}
			else if (inSection && line.startsWith("```")) {
				inFence = !inFence;
			}
			else if (inFence) {
				lines.add(line);
			}
		}
		return lines;
	}

	/** Surefire starts in the module, an IDE often in the root. */
	private static List<String> page() {
		Path page = Files.exists(PAGE) ? PAGE : Path.of("..").resolve(PAGE);
		try {
			return Files.readAllLines(page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The architecture page is missing", ex);
		}
	}

}
