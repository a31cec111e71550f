package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.StreamOutcome.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses that are malformed by RFC 9113 section 8.1.1: each ends its stream with
 * PROTOCOL_ERROR, and no other.
 */
class MalformedResponseTest {

	private static final int LITERAL_NEVER_INDEXED = 0x10;

	private final ScriptedPeer peer = ScriptedPeer.ready();

	private final RecordingStreamListener listener = new RecordingStreamListener();

	@BeforeEach
	void callTwice() {
		this.peer.open("x", this.listener);
		this.peer.written();
	}

	@AfterEach
	void everyBufferIsReleasedAndTheConnectionServesTheNextCall() {
		RecordingStreamListener next = new RecordingStreamListener();
		this.peer.open("y", next);
		this.peer.responseHeaders(3);
		this.peer.trailers(3);
		assertThat(next.outcome().status()).isEqualTo(Status.OK);
		this.peer.finish();
	}

	private void assertMalformed(String text) {
		assertThat(this.listener.outcomeNow()).as("the stream has ended; events %s", this.listener.events())
			.isNotNull();
		Status status = this.listener.outcome().status();
		assertThat(status.code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(status.description()).startsWith("peer " + ScriptedPeer.PEER + ": ").contains(text);
		assertThat(this.listener.outcome().progress()).isEqualTo(Progress.PROCESSED);
		assertThat(this.listener.outcome().http2Error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
		assertThat(this.peer.written()).contains("RST_STREAM 1 PROTOCOL_ERROR");
	}

	@Test
	void anInformationalBlockIsNoneEvenIfItSaysThatItIsGrpc() {
		this.peer.headers(1, false, ":status", "103", "content-type", "application/grpc");
		assertThat(this.listener.events()).doesNotContain("headers");
		this.peer.responseHeaders(1);
		this.peer.trailers(1);
		assertThat(this.listener.events()).contains("headers", "closed(OK)");
	}

	@Test
	void anInformationalBlockOfGrpcMustNotEndTheStreamEither() {
		this.peer.headers(1, true, ":status", "103", "content-type", "application/grpc", "grpc-status", "0");
		Status status = this.listener.outcome().status();
		assertThat(status.code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(status.description())
			.contains("protocol error: informational header with status code 103 must not have END_STREAM set");
	}

	private void responseOfLength(String... lengths) {
		String[] pairs = new String[4 + 2 * lengths.length];
		pairs[0] = ":status";
		pairs[1] = "200";
		pairs[2] = "content-type";
		pairs[3] = "application/grpc";
		for (int i = 0; i < lengths.length; i++) {
			pairs[4 + 2 * i] = "content-length";
			pairs[5 + 2 * i] = lengths[i];
		}
		this.peer.headers(1, false, pairs);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aGrpcAnswerNeedsAStatusOfHttp(boolean end) {
		this.peer.headers(1, end, "content-type", "application/grpc", "grpc-status", "0");
		assertMalformed("malformed header: missing HTTP status");
	}

	@ParameterizedTest
	@CsvSource({ "abc", "20", "2000", "-20", "2 0", "٢٠٠" })
	void aStatusOfHttpHasThreeDigits(String status) {
		this.peer.headers(1, false, ":status", status, "content-type", "application/grpc");
		assertMalformed("malformed header: HTTP status \"");
	}

	@Test
	void aResponseThatIsAsLongAsItSaysIsFine() {
		responseOfLength("8", "8");
		this.peer.message(1, "abc");
		this.peer.trailers(1);
		assertThat(this.listener.outcome().status()).isEqualTo(Status.OK);
		assertThat(this.listener.events()).contains("message(3)");
	}

	@Test
	void paddingDoesNotCountForTheLength() {
		responseOfLength("5");
		this.peer.frame(0, 8, 1, Unpooled.buffer().writeByte(3).writeZero(5).writeZero(3));
		this.peer.trailers(1);
		assertThat(this.listener.outcome().status()).isEqualTo(Status.OK);
	}

	@Test
	void moreDataThanItsLengthEndsTheStreamAtOnce() {
		responseOfLength("7");
		this.peer.message(1, "abc");
		assertMalformed("its content-length is 7, but 8 bytes of DATA came");
		assertThat(this.listener.events()).doesNotContain("message(3)");
	}

	@Test
	void lessDataThanItsLengthIsSeenAtItsTrailers() {
		responseOfLength("9");
		this.peer.message(1, "abc");
		assertThat(this.listener.outcomeNow()).isNull();
		this.peer.trailers(1);
		assertMalformed("its content-length is 9, but 8 bytes of DATA came");
	}

	@Test
	void lessDataThanItsLengthIsSeenAtTheEndOfItsData() {
		responseOfLength("9");
		this.peer.data(1, true, new byte[5]);
		assertMalformed("its content-length is 9, but 5 bytes of DATA came");
	}

	@ParameterizedTest
	@CsvSource({ "0, true", "3, false" })
	void trailersAloneHaveNoData(String length, boolean fine) {
		this.peer.headers(1, true, ":status", "200", "content-type", "application/grpc", "grpc-status", "0",
				"content-length", length);
		if (fine) {
			assertThat(this.listener.outcome().status()).isEqualTo(Status.OK);
		}
		else {
			assertMalformed("its content-length is 3, but 0 bytes of DATA came");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "many", "-1", "+5", "5,5", "99999999999999999999" })
	void aLengthIsANumber(String length) {
		responseOfLength(length);
		assertMalformed("malformed content-length: not a number of bytes");
	}

	@Test
	void twoLengthsContradictEachOther() {
		responseOfLength("5", "8");
		assertMalformed("malformed content-length: it is said twice, first 5, then 8");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000", "\ra", "a\nb" })
	void aValueHoldsNoNulAndNoEndOfALine(String value) {
		this.peer.headers(1, false, ":status", "200", "content-type", "application/grpc", "k", value);
		assertMalformed("malformed k: a NUL or the end of a line at position ");
		assertThat(this.listener.outcome().status().description()).doesNotContain(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" })
	void fieldsThatHttp2ForbidsAreMalformed(String name) {
		this.peer.headers(1, false, ":status", "200", "content-type", "application/grpc", name, "x");
		assertMalformed("");
	}

	@ParameterizedTest
	@ValueSource(strings = { ":path", ":method", ":scheme", ":authority", ":protocol" })
	void pseudoHeadersOfRequestsAreMalformed(String name) {
		this.peer.headers(1, false, ":status", "200", name, "x", "content-type", "application/grpc");
		assertMalformed("");
	}

	@ParameterizedTest
	@CsvSource({ ":status=200 K=v content-type=application/grpc", ":status=200 content-type=application/grpc :x=y",
			":status=200 :status=200 content-type=application/grpc", "content-type=application/grpc :status=200" })
	void namesInCapitalsAndPseudoHeadersThatAreUnknownDoubleOrLateAreMalformed(String fields) {
		ByteBuf block = Unpooled.buffer();
		for (String field : fields.split(" ", -1)) {
			String[] parts = field.split("=", -1);
			block.writeByte(LITERAL_NEVER_INDEXED);
			for (String part : parts) {
				block.writeByte(part.length()).writeCharSequence(part, StandardCharsets.US_ASCII);
			}
		}
		this.peer.frame(1, 4, 1, block);
		assertMalformed("");
	}

}
