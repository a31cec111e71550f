package io.clientconn.rpc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StatusExceptionTest {

	@Test
	void okIsNoFailure() {
		assertThatIllegalArgumentException().isThrownBy(() -> new StatusException(Status.OK))
			.withMessage("OK is not a failure");
	}

	@Test
	void codeDescriptionMethodAndCauseSurviveSerialization() throws Exception {
		StatusException failure = new StatusException("greet.v1.Greeter/SayHello",
				CallOutcome.local(Status.of(StatusCode.NOT_FOUND, "nobody").withCause(new IOException("disk"))));

		StatusException restored = copy(failure);

		assertThat(restored).hasMessage("NOT_FOUND: nobody [greet.v1.Greeter/SayHello]");
		assertThat(restored.code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(restored.description()).isEqualTo("nobody");
		assertThat(restored.method()).isEqualTo("greet.v1.Greeter/SayHello");
		assertThat(restored.status().cause()).isInstanceOf(IOException.class).hasMessage("disk");
		assertThat(restored.trailers()).isEqualTo(Metadata.EMPTY);
	}

	@Test
	void aStatusWithoutDescriptionHasNoneAfterSerialization() throws Exception {
		assertThat(copy(new StatusException(Status.of(StatusCode.ABORTED))).description()).isNull();
	}

	private static StatusException copy(StatusException failure) throws IOException, ClassNotFoundException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(failure);
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			return (StatusException) in.readObject();
		}
	}

}
