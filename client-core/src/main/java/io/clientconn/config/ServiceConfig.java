package io.clientconn.config;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A service config, parsed and checked.
 *
 * @param loadBalancing policies in order of preference; the first one that exists is
 * used; none leaves it to the channel
 * @param methods configs by {@code service/method}, by {@code service/} for a whole
 * service, and by the empty string for everything else
 * @param retryThrottling how retries of the channel are kept in bounds, or null
 * @param healthCheckService the service whose health servers are asked for (gRFC A17),
 * empty for that of the whole server; null if they are not asked
 * @since 0.1.0
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/service_config.md">Service
 * config in gRPC</a>
 */
public record ServiceConfig(List<LoadBalancingPolicy> loadBalancing, Map<String, MethodConfig> methods,
		@Nullable RetryThrottling retryThrottling, @Nullable String healthCheckService) {

	/** Says nothing. */
	public static final ServiceConfig EMPTY = new ServiceConfig(List.of(), Map.of());

	public ServiceConfig {
		loadBalancing = List.copyOf(loadBalancing);
		methods = Map.copyOf(methods);
	}

	/**
	 * A service config that neither bounds retries nor asks for health.
	 * @param loadBalancing policies in order of preference
	 * @param methods configs by {@code service/method}, by {@code service/} for a whole
	 * service, and by the empty string for everything else
	 */
	public ServiceConfig(List<LoadBalancingPolicy> loadBalancing, Map<String, MethodConfig> methods) {
		this(loadBalancing, methods, null, null);
	}

	/**
	 * The config of a method: its own, else its service's, else the default one.
	 * @param fullMethodName service and method, as in {@code helloworld.Greeter/SayHello}
	 * @return the config, {@link MethodConfig#NONE} if there is none
	 */
	public MethodConfig method(String fullMethodName) {
		if (this.methods.isEmpty()) {
			return MethodConfig.NONE;
		}
		MethodConfig config = this.methods.get(fullMethodName);
		if (config == null) {
			config = this.methods.get(fullMethodName.substring(0, fullMethodName.lastIndexOf('/') + 1));
		}
		if (config == null) {
			config = this.methods.get("");
		}
		return (config != null) ? config : MethodConfig.NONE;
	}

}
