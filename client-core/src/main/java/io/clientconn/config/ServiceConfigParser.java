package io.clientconn.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Reads a service config from its JSON form. Stateless. It checks everything that can be
 * checked without knowing which load balancing policies exist; fields that it does not
 * know are ignored, as in every gRPC client.
 *
 * @since 0.1.0
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/service_config.md">Service
 * config in gRPC</a>
 */
public final class ServiceConfigParser {

	/** What every client knows, for a deprecated name that this one does not. */
	private static final LoadBalancingPolicy PICK_FIRST = LoadBalancingPolicy.named("pick_first");

	private ServiceConfigParser() {
	}

	/**
	 * Reads a service config.
	 * @param json the text
	 * @return the service config, or what is wrong with the text and where
	 */
	public static Result parse(String json) {
		try {
			JsonFields root = new JsonFields(JsonTree.parse(json), "");
			return new Result(new ServiceConfig(policies(root), methods(root), RetryFields.throttling(root),
					healthCheckService(root)), Status.OK);
		}
		catch (ConfigException ex) {
			return new Result(null, Status.unavailable(String.valueOf(ex.getMessage())));
		}
	}

	private static List<LoadBalancingPolicy> policies(JsonFields root) {
		List<?> listed = root.list("loadBalancingConfig");
		if (listed == null) {
			return deprecatedPolicy(root);
		}
		if (listed.isEmpty()) {
			throw new ConfigException(root.at("loadBalancingConfig"), "must name at least one policy");
		}
		List<LoadBalancingPolicy> policies = new ArrayList<>();
		for (JsonFields candidate : root.objects("loadBalancingConfig")) {
			Map.Entry<String, JsonFields> policy = candidate.only();
			policies.add(new LoadBalancingPolicy(policy.getKey(), policy.getValue().fields()));
		}
		return policies;
	}

	private static List<LoadBalancingPolicy> deprecatedPolicy(JsonFields root) {
		String name = root.string("loadBalancingPolicy");
		if (name == null || name.isEmpty()) {
			return List.of();
		}
		return List.of(LoadBalancingPolicy.named(name.toLowerCase(Locale.ROOT)), PICK_FIRST);
	}

	/**
	 * Empty is a name too: it stands for the whole server.
	 */
	private static @Nullable String healthCheckService(JsonFields root) {
		JsonFields health = root.object("healthCheckConfig");
		return (health != null) ? health.string("serviceName") : null;
	}

	private static Map<String, MethodConfig> methods(JsonFields root) {
		Map<String, MethodConfig> methods = new HashMap<>();
		for (JsonFields entry : root.objects("methodConfig")) {
			MethodConfig config = new MethodConfig(entry.duration("timeout"), entry.bool("waitForReady"),
					entry.size("maxRequestMessageBytes"), entry.size("maxResponseMessageBytes"),
					RetryFields.policy(entry));
			for (JsonFields name : entry.objects("name")) {
				if (methods.put(key(name), config) != null) {
					throw new ConfigException(name.path(), "names " + describe(key(name)) + " a second time");
				}
			}
		}
		return methods;
	}

	private static String key(JsonFields name) {
		String service = name.string("service");
		String method = name.string("method");
		boolean hasMethod = method != null && !method.isEmpty();
		if (service == null || service.isEmpty()) {
			if (hasMethod) {
				throw new ConfigException(name.path(), "method '" + method + "' has no service");
			}
			return "";
		}
		return hasMethod ? service + "/" + method : service + "/";
	}

	private static String describe(String key) {
		return key.isEmpty() ? "the default" : "'" + key + "'";
	}

	/**
	 * What became of a text.
	 *
	 * @param serviceConfig the service config, null if there is an error
	 * @param error {@link Status#OK}, or what is wrong and where
	 * @since 0.1.0
	 */
	public record Result(@Nullable ServiceConfig serviceConfig, Status error) {

	}

}
