package io.clientconn.autoconfigure;

import io.clientconn.security.TlsProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TlsAdvice}.
 */
class TlsAdviceTest {

	@ParameterizedTest
	@EnumSource(TlsProblem.class)
	void everyProblemHasAPropertyToLookAt(TlsProblem problem) {
		assertThat(new TlsAdvice("orders").sentences().get(problem)).contains("'grpc.client.channel.orders.");
	}

}
