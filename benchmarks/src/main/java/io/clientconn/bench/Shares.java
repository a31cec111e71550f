package io.clientconn.bench;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up weights by name.
 */
final class Shares {

	private final Map<String, Double> weights = new HashMap<>();

	private double total;

	void add(String name, double weight) {
		this.weights.merge(name, weight, Double::sum);
		this.total += weight;
	}

	double shareOf(String name) {
		return (this.total == 0) ? 0 : this.weights.getOrDefault(name, 0.0) / this.total;
	}

	List<String> largestFirst() {
		return this.weights.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
				.thenComparing(Map.Entry.comparingByKey()))
			.map(Map.Entry::getKey)
			.toList();
	}

}
