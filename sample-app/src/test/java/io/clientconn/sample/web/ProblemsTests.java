package io.clientconn.sample.web;

import io.clientconn.rpc.StatusCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemsTests {

	@ParameterizedTest
	@CsvSource({ "INVALID_ARGUMENT, 400", "UNAUTHENTICATED, 401", "PERMISSION_DENIED, 403", "NOT_FOUND, 404",
			"ALREADY_EXISTS, 409", "RESOURCE_EXHAUSTED, 429", "CANCELLED, 499", "INTERNAL, 500", "UNIMPLEMENTED, 501",
			"UNAVAILABLE, 503", "DEADLINE_EXCEEDED, 504" })
	void aCodeHasTheHttpStatusThatGoogleRpcGivesIt(StatusCode code, int status) {
		assertThat(Problems.httpStatus(code).value()).isEqualTo(status);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
	void everyFailureIsAnHttpError(StatusCode code) {
		assertThat(Problems.httpStatus(code).isError()).isTrue();
	}

}
