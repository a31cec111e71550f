package io.clientconn.sample.web;

import io.clientconn.autoconfigure.ClientConnCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What properties cannot say about the channel to the RouteGuide servers.
 */
@Configuration(proxyBeanMethods = false)
class RouteGuideChannelConfiguration {

	static final String CHANNEL = "routeguide";

	@Bean
	ClientConnCustomizer servedByCustomizer() {
		return (channel, builder) -> {
			if (channel.equals(CHANNEL)) {
				builder.intercept(new ServedByInterceptor());
			}
		};
	}

}
