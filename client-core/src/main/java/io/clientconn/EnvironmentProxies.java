package io.clientconn;

import io.clientconn.internal.http2.ProxyRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxies of this machine's environment, which is read once.
 */
final class EnvironmentProxies {

	private static final Logger LOG = LoggerFactory.getLogger(EnvironmentProxies.class);

	/** For channels that say nothing themselves. */
	static final ProxyRules RULES = read();

	private EnvironmentProxies() {
	}

	/**
	 * A variable that was meant for somebody else is no reason to fail.
	 */
	private static ProxyRules read() {
		try {
			return ProxyRules.ofEnvironment(System::getenv);
		}
		catch (IllegalArgumentException ex) {
			LOG.warn("Connecting without a proxy, because of the environment: {}", ex.getMessage());
			return ProxyRules.NONE;
		}
	}

}
