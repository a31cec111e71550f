package io.clientconn.internal.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The texts of gRPC over HTTP/2, a row per rule.
 */
class CodecTest {

	@ParameterizedTest
	@CsvSource({ "-5, 0n", "0, 0n", "1, 1n", "99999999, 99999999n", "100000000, 100000u", "100000001, 100001u",
			"1000000000, 1000000u", "99999999000, 99999999u", "99999999001, 100000m", "99999999000000, 99999999m",
			"99999999000001, 100000S", "99999999000000000, 99999999S", "99999999000000001, 1666667M",
			"5999999940000000000, 99999999M", "9223372036854775807, 2562048H" })
	void aTimeoutIsRoundedUpIntoEightDigits(long nanos, String encoded) {
		assertThat(GrpcTimeout.encode(nanos).toString()).isEqualTo(encoded);
	}

	@ParameterizedTest
	@CsvSource({ "400, INTERNAL", "401, UNAUTHENTICATED", "403, PERMISSION_DENIED", "404, UNIMPLEMENTED",
			"429, UNAVAILABLE", "502, UNAVAILABLE", "503, UNAVAILABLE", "504, UNAVAILABLE", "200, UNKNOWN",
			"500, UNKNOWN", "302, UNKNOWN" })
	void anHttpStatusHasACounterpart(int httpStatus, StatusCode code) {
		assertThat(HttpStatus.codeOf(httpStatus)).isEqualTo(code);
	}

	@Test
	void anHttpStatusIsQuotedWithItsPhrase() {
		assertThat(HttpStatus.text(503)).isEqualTo("503 (Service Unavailable)");
		assertThat(HttpStatus.text(299)).isEqualTo("299");
	}

	@ParameterizedTest
	@CsvSource({ "plain, plain", "a%20b, a b", "%E2%82%AC, €", "100%, 100%", "%zz, %zz", "%4, %4", "%25, %", "a%2, a%2",
			"%e2%82%ac, €", "\u00e2\u0082\u00ac, €" })
	void aMessageIsPercentDecodedAndBadEscapesStay(String encoded, String message) {
		assertThat(StatusTrailers.decode(encoded)).isEqualTo(message);
	}

	@ParameterizedTest
	@CsvSource({ "0, OK", "1, CANCELLED", "16, UNAUTHENTICATED", "17, UNKNOWN", "-1, UNKNOWN", "abc, UNKNOWN" })
	void theStatusComesFromItsNumber(String raw, StatusCode code) {
		assertThat(StatusTrailers.statusOf(headers("grpc-status", raw)).code()).isEqualTo(code);
	}

	@Test
	void successWithoutMessageIsTheConstant() {
		assertThat(StatusTrailers.statusOf(headers("grpc-status", "0"))).isSameAs(Status.OK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8",
			"application/grpc+" })
	void theseContentTypesAreGrpc(String type) {
		assertThat(headers("content-type", type).isGrpc()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/grpcx", "application/grpc-web", "application/json" })
	void theseContentTypesAreNot(String type) {
		assertThat(headers("content-type", type).isGrpc()).isFalse();
	}

	@Test
	void binaryValuesAreSplitAndMayBePadded() {
		Metadata custom = headers("k-bin", "AQ==,Ag", "k-bin", "AwQ").custom();
		assertThat(custom.getAllBinary("k-bin")).containsExactly(new byte[] { 1 }, new byte[] { 2 },
				new byte[] { 3, 4 });
	}

	@Test
	void reservedHeadersAreNotForTheApplication() {
		Metadata custom = headers(":status", "200", "content-type", "application/grpc", "grpc-status", "0",
				"grpc-message", "m", "grpc-encoding", "gzip", "grpc-accept-encoding", "gzip", "te", "x", "user-agent",
				"y", "grpc-status-details-bin", "AQ", "grpc-previous-rpc-attempts", "1", "grpc-retry-pushback-ms", "5",
				"own", "z")
			.custom();
		assertThat(custom.names()).containsExactly("grpc-status-details-bin", "grpc-previous-rpc-attempts",
				"grpc-retry-pushback-ms", "own");
	}

	@ParameterizedTest
	@ValueSource(strings = { "content-type", "user-agent", "te", "grpc-message-type", "grpc-encoding", "grpc-message",
			"grpc-status", "grpc-timeout", ":path", "connection", "transfer-encoding" })
	void theseNamesAreNeverSentForTheApplication(String name) {
		assertThat(RequestHeaders.isReserved(name)).isTrue();
	}

	@Test
	void theSizeOfAListCountsThirtyTwoPerEntry() {
		assertThat(RequestHeaders.sizeOf(new AsciiString[] { AsciiString.of("ab"), AsciiString.of("c") }))
			.isEqualTo(35);
	}

	private static ResponseHeaders headers(String... pairs) {
		List<Map.Entry<CharSequence, CharSequence>> block = new ArrayList<>();
		for (int i = 0; i < pairs.length; i += 2) {
			block.add(Map.entry(pairs[i], pairs[i + 1]));
		}
		return ResponseHeaders.of(block);
	}

}
