package io.clientconn.autoconfigure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.CallCredentials;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ResolvableType;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.util.ClassUtils;

/**
 * Makes credentials of the registrations of Spring Security's OAuth2 client, which has to
 * be on the class path. It reads the application's beans and adds none. Stateless.
 */
final class OAuth2Registrations {

	private static final Log logger = LogFactory.getLog(OAuth2Registrations.class);

	private static final String PROPERTIES = "spring.security.oauth2.client.registration.";

	private static final ResolvableType TOKEN_CLIENT = ResolvableType
		.forClassWithGenerics(OAuth2AccessTokenResponseClient.class, OAuth2ClientCredentialsGrantRequest.class);

	private final PropertyFailures failures;

	private final ConfigurableListableBeanFactory beanFactory;

	OAuth2Registrations(PropertyFailures failures, ConfigurableListableBeanFactory beanFactory) {
		this.failures = failures;
		this.beanFactory = beanFactory;
	}

	/**
	 * The token of a registration.
	 * @param channel whose calls it is for
	 * @param property where its id stands
	 * @param id the id
	 * @throws FailureAnalyzedException if there is no such registration, if it is not for
	 * client credentials, or if its token server is asked in plaintext
	 */
	CallCredentials credentials(ChannelSettings channel, String property, String id) {
		ClientRegistration registration = look(property, id);
		if (registration == null) {
			String question = Suggestion.question(id, known());
			throw this.failures.refuse(property, id,
					"there is no such registration" + (question.isEmpty() ? "" : "." + question),
					"Describe it below '" + PROPERTIES + id + "', or add a bean of type "
							+ ClientRegistrationRepository.class.getName() + " that knows it.");
		}
		if (!AuthorizationGrantType.CLIENT_CREDENTIALS.equals(registration.getAuthorizationGrantType())) {
			throw this.failures.refuse(property, id,
					"the registration is for the grant type '" + registration.getAuthorizationGrantType().getValue()
							+ "', which needs a person to log in",
					"Set '" + PROPERTIES + id + ".authorization-grant-type' to client_credentials, or name another"
							+ " registration.");
		}
		checkPrivacy(channel, property, registration);
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("clientconn-oauth2-");
		threads.setDaemon(true);
		return new FetchedToken("OAuth2 token of registration '" + id + "'",
				new OAuth2TokenSource(id, () -> find(id), tokenClient(id), InstantSource.system()), threads);
	}

	private void checkPrivacy(ChannelSettings channel, String property, ClientRegistration registration) {
		String tokenUri = registration.getProviderDetails().getTokenUri();
		if (OAuth2TokenSource.isPrivate(tokenUri)) {
			return;
		}
		String id = registration.getRegistrationId();
		String allow = ChannelCatalog.CHANNELS + channel.name() + ".credentials.allow-plaintext";
		String server = OAuth2TokenSource.hostOf(tokenUri);
		if (!channel.security().plaintextAllowed()) {
			throw this.failures.refuse(property, id,
					"the client's secret and the tokens would go to " + server + " and back without encryption",
					"Use https in the 'token-uri' of the registration's provider. If everybody on the way may read"
							+ " them, set '" + allow + "' to true.");
		}
		logger.warn("gRPC channel '" + channel.name() + "' gets its tokens from " + server + " in plaintext, as '"
				+ allow + "' allows: everybody on the way can read them and the secret of registration '" + id + "'");
	}

	private @Nullable ClientRegistration look(String property, String id) {
		try {
			return find(id);
		}
		catch (RuntimeException ex) {
			throw this.failures.refuse(property, id,
					"the registration cannot be read (" + ex.getClass().getSimpleName() + ")",
					"Correct what is below '" + PROPERTIES + id + "'; with an 'issuer-uri' the issuer has to answer"
							+ " when the application starts.");
		}
	}

	/**
	 * Looked up for every token, as an application may change what it has.
	 */
	private @Nullable ClientRegistration find(String id) {
		for (ClientRegistrationRepository repository : repositories()) {
			ClientRegistration found = repository.findByRegistrationId(id);
			if (found != null) {
				return found;
			}
		}
		return isReactive() ? Reactive.find(this.beanFactory, id) : null;
	}

	private List<ClientRegistrationRepository> repositories() {
		return this.beanFactory.getBeanProvider(ClientRegistrationRepository.class).orderedStream().toList();
	}

	private List<String> known() {
		List<Object> repositories = new ArrayList<>(repositories());
		if (isReactive()) {
			repositories.addAll(Reactive.repositories(this.beanFactory));
		}
		List<String> ids = new ArrayList<>();
		for (Object repository : repositories) {
			if (repository instanceof Iterable<?> registrations) {
				registrations.forEach((registration) -> {
					if (registration instanceof ClientRegistration known) {
						ids.add(known.getRegistrationId());
					}
				});
			}
		}
		return ids;
	}

	private boolean isReactive() {
		return ClassUtils.isPresent("reactor.core.publisher.Mono", this.beanFactory.getBeanClassLoader());
	}

	/**
	 * The application's own, where it says for example which HTTP client to use.
	 */
	private OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> tokenClient(String id) {
		ObjectProvider<OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest>> own = this.beanFactory
			.getBeanProvider(TOKEN_CLIENT);
		return own.getIfUnique(() -> new OAuth2TokenClient(id));
	}

	/**
	 * What applications with WebFlux have. Loaded only if Reactor is there.
	 */
	private static final class Reactive {

		static @Nullable ClientRegistration find(ConfigurableListableBeanFactory beanFactory, String id) {
			for (ReactiveClientRegistrationRepository repository : repositories(beanFactory)) {
				ClientRegistration found = repository.findByRegistrationId(id).block();
				if (found != null) {
					return found;
				}
			}
			return null;
		}

		static List<ReactiveClientRegistrationRepository> repositories(ConfigurableListableBeanFactory beanFactory) {
			return beanFactory.getBeanProvider(ReactiveClientRegistrationRepository.class).orderedStream().toList();
		}

	}

}
