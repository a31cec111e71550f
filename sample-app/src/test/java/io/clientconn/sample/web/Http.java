package io.clientconn.sample.web;

import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.json.JsonMapper;

/**
 * One controller behind Spring MVC, with the JSON and the problems of the application.
 */
final class Http {

	private Http() {
	}

	static JsonMapper json() {
		return builder().build();
	}

	static MockMvcTester of(Object controller) {
		return MockMvcTester.create(MockMvcBuilders.standaloneSetup(controller)
			.setControllerAdvice(new ProblemAdvice())
			.setMessageConverters(new JacksonJsonHttpMessageConverter(builder()))
			.build());
	}

	private static JsonMapper.Builder builder() {
		JsonMapper.Builder builder = JsonMapper.builder()
			.addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class);
		new StrictJson().customize(builder);
		return builder;
	}

}
