package io.clientconn.autoconfigure.health;

import io.clientconn.rpc.Status;
import io.clientconn.security.TlsProblem;
import io.clientconn.security.TlsProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TlsAdvice}.
 */
class TlsAdviceTest {

	private static final TlsAdvice ADVICE = new TlsAdvice("orders");

	@ParameterizedTest
	@EnumSource(TlsProblem.class)
	void everyProblemHasAPropertyToLookAt(TlsProblem problem) {
		Status status = Status.unavailable("x").withCause(new TlsProblemException(problem, "x", null));
		assertThat(ADVICE.about(status)).contains("'grpc.client.channel.orders.");
	}

	@Test
	void otherErrorsHaveNone() {
		assertThat(ADVICE.about(Status.unavailable("connect refused"))).isNull();
		assertThat(ADVICE.about(Status.unavailable("x").withCause(new IllegalStateException()))).isNull();
	}

}
