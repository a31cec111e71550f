package io.clientconn.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.CallCredentials;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ResolvableType;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
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
	 * @param property where its id stands
	 * @param id the id
	 * @throws FailureAnalyzedException if there is no such registration, or if it is not
	 * for client credentials
	 */
	CallCredentials credentials(String property, String id) {
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
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("clientconn-oauth2-");
		threads.setDaemon(true);
		return new FetchedToken("OAuth2 token of registration '" + id + "'",
				new OAuth2TokenSource(id, () -> find(id), tokenClient()), threads);
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
	private OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> tokenClient() {
		ObjectProvider<OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest>> own = this.beanFactory
			.getBeanProvider(TOKEN_CLIENT);
		return own.getIfUnique(RestClientClientCredentialsTokenResponseClient::new);
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
