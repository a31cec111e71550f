package io.clientconn.architecture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The allowed edges between the packages of client-core, as data. Names are relative to
 * {@code io.clientconn}; the root package itself is the empty string.
 * docs/architecture.md shows the same edges to readers and a test keeps the two equal.
 */
final class PackageDag {

	static final String ROOT = "";

	private static final Set<String> SHARED = Set.of("rpc", "concurrent");

	/** Beyond {@link #SHARED}, which every package may use. */
	private static final Map<String, Set<String>> EDGES = edges();

	private PackageDag() {
	}

	private static Map<String, Set<String>> edges() {
		Map<String, Set<String>> edges = new LinkedHashMap<>();
		edges.put("concurrent", Set.of());
		edges.put("rpc", Set.of("concurrent"));
		edges.put("config", Set.of());
		edges.put("observe", Set.of());
		edges.put("security", Set.of("config"));
		edges.put("protobuf", Set.of());
		edges.put("stub", Set.of());
		edges.put("internal.wire", Set.of());
		edges.put("resolver", Set.of("config"));
		edges.put("transport", Set.of("resolver", "security", "observe"));
		edges.put("balancer", Set.of("config", "resolver", "transport"));
		edges.put("internal.route", Set.of("config", "balancer", "transport"));
		edges.put("internal.http2", Set.of("resolver", "security", "observe", "transport", "internal.wire"));
		edges.put("internal.call",
				Set.of("config", "observe", "security", "balancer", "transport", "internal.wire", "internal.route"));
		edges.put("internal.channel",
				Set.of("config", "observe", "resolver", "balancer", "transport", "internal.route", "internal.health"));
		edges.put("internal.health", Set.of("config", "transport", "internal.call"));
		return edges;
	}

	/** The packages below the root, in the order of the list. */
	static Set<String> packages() {
		return EDGES.keySet();
	}

	/** The edges as listed, without the shared packages. */
	static Set<String> declaredFor(String source) {
		return EDGES.getOrDefault(source, Set.of());
	}

	static boolean declares(String source) {
		return ROOT.equals(source) || EDGES.containsKey(source);
	}

	static boolean allows(String source, String target) {
		if (source.equals(target) || ROOT.equals(source)) {
			return true;
		}
		return !ROOT.equals(target) && allowed(source).contains(target);
	}

	/** Everything a package may see: its own edges and the shared ones. */
	static Set<String> allowed(String source) {
		Set<String> allowed = new TreeSet<>(declaredFor(source));
		if (!SHARED.contains(source)) {
			allowed.addAll(SHARED);
		}
		return allowed;
	}

}
