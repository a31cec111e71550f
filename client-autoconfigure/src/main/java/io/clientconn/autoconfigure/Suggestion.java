package io.clientconn.autoconfigure;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Finds the name that somebody probably meant. Stateless.
 */
final class Suggestion {

	private Suggestion() {
	}

	/**
	 * The name nearest to a misspelt one.
	 * @return the name, or null if none is near
	 */
	static @Nullable String of(String misspelt, Collection<String> names) {
		String wanted = ChannelName.canonical(misspelt);
		int tolerance = Math.max(1, wanted.length() / 3);
		String nearest = null;
		for (String name : names) {
			int distance = distance(wanted, ChannelName.canonical(name));
			if (distance <= tolerance) {
				tolerance = distance - 1;
				nearest = name;
			}
		}
		return nearest;
	}

	/**
	 * A question for an error text, or nothing.
	 */
	static String question(String misspelt, Collection<String> names) {
		String nearest = of(misspelt, names);
		return (nearest != null) ? " Did you mean '" + nearest + "'?" : "";
	}

	/**
	 * Levenshtein's distance.
	 */
	private static int distance(String one, String other) {
		int[] above = new int[other.length() + 1];
		for (int column = 0; column < above.length; column++) {
			above[column] = column;
		}
		for (int row = 1; row <= one.length(); row++) {
			int[] current = new int[above.length];
			current[0] = row;
			for (int column = 1; column < above.length; column++) {
				int change = (one.charAt(row - 1) == other.charAt(column - 1)) ? 0 : 1;
				current[column] = Math.min(above[column - 1] + change,
						1 + Math.min(above[column], current[column - 1]));
			}
			above = current;
		}
		return above[other.length()];
	}

}
