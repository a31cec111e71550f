package io.clientconn.internal.wire;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedTextsTest {

	@Test
	void whatEveryServerSaysIsOneString() {
		assertThat(SharedTexts.of(new AsciiString("grpc-status"))).isEqualTo("grpc-status")
			.isSameAs(SharedTexts.of(new AsciiString("grpc-status")));
	}

	@Test
	void allElseIsItsOwn() {
		assertThat(SharedTexts.of(new AsciiString("x-custom"))).isEqualTo("x-custom");
		assertThat(SharedTexts.of("grpc-status")).isEqualTo("grpc-status");
	}

}
