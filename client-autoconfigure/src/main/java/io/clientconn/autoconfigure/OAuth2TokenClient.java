package io.clientconn.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.config.JsonObject;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.security.oauth2.client.endpoint.DefaultOAuth2TokenRequestHeadersConverter;
import org.springframework.security.oauth2.client.endpoint.DefaultOAuth2TokenRequestParametersConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.DefaultMapOAuth2AccessTokenResponseConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.ResponseErrorHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/**
 * Asks token servers if the application does not say how: as Spring Security's client
 * does, which cannot be made without a library for JSON and waits for ever. What is read
 * is bounded, what is sent is not logged. Thread-safe.
 */
final class OAuth2TokenClient implements OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> {

	/** How long a token counts whose server does not say it (RFC 6749 section 5.1). */
	static final Duration UNSAID_LIFETIME = Duration.ofMinutes(5);

	/** What a token server may say at most. */
	static final int LARGEST_ANSWER = 64 * 1024;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

	private static final Log logger = LogFactory.getLog(OAuth2TokenClient.class);

	private static final Set<ClientAuthenticationMethod> METHODS = Set.of(
			ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST,
			ClientAuthenticationMethod.NONE);

	private final RestClient client;

	private final DefaultOAuth2TokenRequestHeadersConverter<OAuth2ClientCredentialsGrantRequest> headers = new DefaultOAuth2TokenRequestHeadersConverter<>();

	private final DefaultOAuth2TokenRequestParametersConverter<OAuth2ClientCredentialsGrantRequest> parameters = new DefaultOAuth2TokenRequestParametersConverter<>();

	/**
	 * Makes a client.
	 * @param id of the registration, for people
	 */
	OAuth2TokenClient(String id) {
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
				HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
		requests.setReadTimeout(READ_TIMEOUT);
		this.client = RestClient.builder()
			.requestFactory(requests)
			.configureMessageConverters((converters) -> converters.addCustomConverter(new FormHttpMessageConverter())
				.addCustomConverter(new Answers(id)))
			.defaultStatusHandler(new Refusals())
			.build();
	}

	@Override
	public OAuth2AccessTokenResponse getTokenResponse(OAuth2ClientCredentialsGrantRequest request) {
		ClientRegistration registration = request.getClientRegistration();
		if (!METHODS.contains(registration.getClientAuthenticationMethod())) {
			throw new IllegalArgumentException("a client that authenticates otherwise needs a bean of its own");
		}
		OAuth2AccessTokenResponse response;
		try {
			response = this.client.post()
				.uri(registration.getProviderDetails().getTokenUri())
				.headers((all) -> addAll(all, this.headers.convert(request)))
				.body(new Form(this.parameters.convert(request)))
				.retrieve()
				.body(OAuth2AccessTokenResponse.class);
		}
		catch (RestClientException ex) {
			throw new OAuth2AuthorizationException(new OAuth2Error("invalid_token_response"), ex);
		}
		if (response == null) {
			throw new OAuth2AuthorizationException(new OAuth2Error("invalid_token_response"));
		}
		return response;
	}

	private static void addAll(HttpHeaders headers, @Nullable HttpHeaders more) {
		if (more != null) {
			headers.putAll(more);
		}
	}

	/**
	 * A JSON object that is not too long, or null. What is longer is not read on, not
	 * even by who closes the answer.
	 */
	private static @Nullable Map<String, Object> object(HttpInputMessage message) throws IOException {
		byte[] body = message.getBody().readNBytes(LARGEST_ANSWER + 1);
		if (body.length > LARGEST_ANSWER) {
			message.getBody().close();
			return null;
		}
		return JsonObject.parse(new String(body, StandardCharsets.UTF_8));
	}

	/**
	 * What is sent, which Spring's client logs as text.
	 */
	private static final class Form extends LinkedMultiValueMap<String, String> {

		private static final long serialVersionUID = 1L;

		Form(@Nullable MultiValueMap<String, String> values) {
			if (values != null) {
				addAll(values);
			}
		}

		@Override
		public String toString() {
			return keySet().toString();
		}

	}

	/**
	 * Reads tokens.
	 */
	private static final class Answers extends AbstractHttpMessageConverter<OAuth2AccessTokenResponse> {

		private static final Converter<Map<String, Object>, OAuth2AccessTokenResponse> RESPONSE = new DefaultMapOAuth2AccessTokenResponseConverter();

		private static final double LONGEST_LIFETIME = Duration.ofDays(3650).toSeconds();

		private final String id;

		private final AtomicBoolean warned = new AtomicBoolean();

		Answers(String id) {
			super(MediaType.ALL);
			this.id = id;
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == OAuth2AccessTokenResponse.class;
		}

		@Override
		public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
			return false;
		}

		@Override
		protected OAuth2AccessTokenResponse readInternal(Class<? extends OAuth2AccessTokenResponse> type,
				HttpInputMessage message) throws IOException {
			Map<String, Object> answer = object(message);
			if (answer != null) {
				Map<String, Object> values = new HashMap<>(answer);
				values.put(OAuth2ParameterNames.EXPIRES_IN, lifetime(answer.get(OAuth2ParameterNames.EXPIRES_IN)));
				try {
					OAuth2AccessTokenResponse response = RESPONSE.convert(values);
					if (response != null) {
						return response;
					}
				}
				catch (IllegalArgumentException ex) {
					// Its words may be those of the answer.
				}
			}
			throw new HttpMessageNotReadableException("no token", message);
		}

		private long lifetime(@Nullable Object said) {
			Double seconds = (said instanceof Number number) ? Double.valueOf(number.doubleValue()) : number(said);
			if (seconds != null) {
				return (long) Math.min(seconds, LONGEST_LIFETIME);
			}
			if (this.warned.compareAndSet(false, true)) {
				OAuth2TokenClient.logger.warn("The token server of registration '" + this.id
						+ "' does not say how long its tokens count (expires_in); each is used for "
						+ UNSAID_LIFETIME.toMinutes() + " minutes");
			}
			return UNSAID_LIFETIME.toSeconds();
		}

		private static @Nullable Double number(@Nullable Object said) {
			try {
				return (said instanceof String text) ? Double.valueOf(text) : null;
			}
			catch (NumberFormatException ex) {
				return null;
			}
		}

		@Override
		protected void writeInternal(OAuth2AccessTokenResponse response, HttpOutputMessage message) {
			throw new HttpMessageNotWritableException("only read");
		}

	}

	/**
	 * Reads why there is no token, without the words around the code.
	 */
	private static final class Refusals implements ResponseErrorHandler {

		@Override
		public boolean hasError(ClientHttpResponse response) throws IOException {
			return response.getStatusCode().isError();
		}

		@Override
		public void handleError(URI url, HttpMethod method, ClientHttpResponse response) throws IOException {
			if (!HttpStatus.BAD_REQUEST.equals(response.getStatusCode())) {
				response.getBody().close();
				throw noToken(response);
			}
			Map<String, Object> answer = object(response);
			if (answer != null && answer.get(OAuth2ParameterNames.ERROR) instanceof String code && !code.isEmpty()) {
				throw new OAuth2AuthorizationException(new OAuth2Error(code));
			}
			throw noToken(response);
		}

		private static RestClientResponseException noToken(ClientHttpResponse response) throws IOException {
			return new RestClientResponseException("no token", response.getStatusCode(), "", null, null, null);
		}

	}

}
