package io.clientconn.internal.health;

import java.io.IOException;
import java.util.HexFormat;

import io.clientconn.internal.wire.BufferMessageSource;
import io.clientconn.internal.wire.MessageFramer;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Against the classes that protoc makes of the same file. */
class HealthMessagesTest {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 127, 128, 300, 20_000 })
	void aServerReadsTheServiceThatIsAskedFor(int length) throws IOException {
		String service = "é".repeat(length / 2) + "x".repeat(length % 2);

		assertThat(HealthCheckRequest.parseFrom(request(service)).getService()).isEqualTo(service);
	}

	@Test
	void theWholeServerIsAnEmptyMessage() {
		assertThat(request("")).isEmpty();
	}

	@Test
	void everyStatusIsReadAndHasItsName() throws IOException {
		for (ServingStatus status : ServingStatus.values()) {
			if (status != ServingStatus.UNRECOGNIZED) {
				int read = read(HealthCheckResponse.newBuilder().setStatus(status).build().toByteArray());
				assertThat(read).isEqualTo(status.getNumber());
				assertThat(HealthMessages.name(read)).isEqualTo(status.name());
			}
		}
		assertThat(HealthMessages.name(77)).isEqualTo("status 77");
	}

	@ParameterizedTest
	@CsvSource({ "'',0", "0801,1", "08010802,2", "080112036162631801,1", "090102030405060708,0", "0d01020304,0",
			"0801150102030408ffffffffffffffffff01,-1", "1801,0" })
	void otherFieldsArePassedOverAndTheLastValueCounts(String hex, int status) throws IOException {
		assertThat(read(HexFormat.of().parseHex(hex))).isEqualTo(status);
	}

	@ParameterizedTest
	@ValueSource(strings = { "08", "0880", "1205616263", "12ffffffffffffffffff01", "0901", "0d01", "0b", "0f",
			"08ffffffffffffffffffff01", "80" })
	void aMessageThatIsNoneIsRefused(String hex) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(HexFormat.of().parseHex(hex)))
			.withMessageContaining("HealthCheckResponse");
	}

	private static byte[] request(String service) {
		ByteBuf framed = new MessageFramer(UnpooledByteBufAllocator.DEFAULT)
			.frame(HealthMessages.WATCH.requestMarshaller(), service, Integer.MAX_VALUE);
		try {
			return ByteBufUtil.getBytes(framed.skipBytes(MessageFramer.PREFIX_LENGTH));
		}
		finally {
			framed.release();
		}
	}

	private static int read(byte[] message) throws IOException {
		BufferMessageSource source = new BufferMessageSource(Unpooled.wrappedBuffer(message));
		try {
			return HealthMessages.WATCH.responseMarshaller().read(source);
		}
		finally {
			source.release();
		}
	}

}
