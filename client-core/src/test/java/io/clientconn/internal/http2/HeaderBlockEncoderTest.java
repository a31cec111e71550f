package io.clientconn.internal.http2;

import io.clientconn.rpc.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What HPACK may remember (RFC 7541 sections 6.2.3 and 7.1).
 */
class HeaderBlockEncoderTest {

	private final HeaderBlockEncoder encoder = new HeaderBlockEncoder(
			Metadata.of("x-of-address", "secret").sensitive());

	@AfterEach
	void close() {
		this.encoder.close();
	}

	private byte[] encode(Metadata custom) {
		AsciiString[] list = new AsciiString[2 * custom.size()];
		for (int i = 0; i < custom.size(); i++) {
			list[2 * i] = new AsciiString(custom.name(i));
			list[2 * i + 1] = new AsciiString(custom.value(i));
		}
		ByteBuf target = Unpooled.buffer();
		this.encoder.encode(list, custom, target);
		return ByteBufUtil.getBytes(target);
	}

	@Test
	void whatIsNoSecretIsRemembered() {
		encode(Metadata.of("x-tenant", "acme"));
		assertThat(encode(Metadata.of("x-tenant", "acme"))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-api-key", "x-key-bin" })
	void aSecretIsNeverIndexedNorRemembered(String name) {
		byte[] first = encode(Metadata.of(name, "c2VjcmV0").sensitive());
		byte[] second = encode(Metadata.of(name, "c2VjcmV0").sensitive());
		assertThat(first[0] & 0xf0).as("literal header field never indexed").isEqualTo(0x10);
		assertThat(second).isEqualTo(first);
	}

	@Test
	void aSecretOfTheAddressIsNeverIndexedNorRemembered() {
		byte[] first = encode(Metadata.of("x-of-address", "secret"));
		assertThat(first[0] & 0xf0).as("literal header field never indexed").isEqualTo(0x10);
		assertThat(encode(Metadata.of("x-of-address", "secret"))).isEqualTo(first);
	}

	@Test
	void theMarkIsForOneBlock() {
		encode(Metadata.of("x-key", "secret").sensitive());
		encode(Metadata.of("x-key", "public"));
		assertThat(encode(Metadata.of("x-key", "public"))).hasSize(1);
	}

	@Test
	void anAuthorizationOfTheApplicationIsASecretUnasked() {
		byte[] first = encode(Metadata.of("authorization", "Bearer abc"));
		assertThat(first[0] & 0xf0).isEqualTo(0x10);
		assertThat(encode(Metadata.of("authorization", "Bearer abc"))).isEqualTo(first);
	}

}
