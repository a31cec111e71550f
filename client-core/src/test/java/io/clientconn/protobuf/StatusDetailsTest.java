package io.clientconn.protobuf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import com.google.protobuf.StringValue;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StatusDetailsTest {

	private static final Duration DELAY = Duration.newBuilder().setSeconds(3).build();

	@Test
	void codeMessageAndDetailsAreRead() {
		StatusDetails details = details(
				status(5, "no such book", any("type.googleapis.com/google.protobuf.Duration", DELAY.toByteString())));

		assertThat(details.code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(details.message()).isEqualTo("no such book");
		assertThat(details.contradictory()).isFalse();
		assertThat(details.details()).singleElement().satisfies((detail) -> {
			assertThat(detail.typeUrl()).isEqualTo("type.googleapis.com/google.protobuf.Duration");
			assertThat(detail.value()).isEqualTo(DELAY.toByteString());
		});
	}

	@Test
	void aDetailIsFoundByItsClassOrItsDefaultInstance() {
		StatusDetails details = details(status(5, "", any("any.host/google.protobuf.Duration", DELAY.toByteString())));

		assertThat(details.detail(Duration.class)).contains(DELAY);
		assertThat(details.detail(Duration.getDefaultInstance())).contains(DELAY);
		assertThat(details.detail(StringValue.class)).isEmpty();
	}

	@Test
	void aDetailThatCannotBeDecodedIsPassedOver() {
		StatusDetails details = details(
				status(5, "", any("x/google.protobuf.Duration", ByteString.copyFrom(new byte[] { 8 }))));

		assertThat(details.detail(Duration.class)).isEmpty();
		assertThat(details.details()).hasSize(1);
	}

	@Test
	void withoutTheTrailerTheStatusOfTheCallIsAll() {
		StatusDetails details = StatusDetails.from(failure(Metadata.EMPTY));

		assertThat(details.code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(details.message()).isEqualTo("from the wire");
		assertThat(details.details()).isEmpty();
	}

	@Test
	void malformedBytesCountAsAbsent() {
		StatusDetails details = details(new byte[] { 3 << 3 | 2, 100, 1 });

		assertThat(details.code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(details.message()).isEqualTo("from the wire");
		assertThat(details.details()).isEmpty();
	}

	@Test
	void anotherCodeThanTheCallsIsReportedAndTheCallWins() {
		StatusDetails details = details(status(13, "something else", any("x/y", ByteString.EMPTY)));

		assertThat(details.contradictory()).isTrue();
		assertThat(details.code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(details.message()).isEqualTo("from the wire");
		assertThat(details.details()).hasSize(1);
	}

	@Test
	void unknownFieldsAreSkipped() {
		byte[] known = status(5, "no such book", any("x/y", ByteString.EMPTY));
		byte[] unknown = write((out) -> out.writeString(99, "later version"));
		byte[] both = ByteString.copyFrom(known).concat(ByteString.copyFrom(unknown)).toByteArray();

		assertThat(details(both).message()).isEqualTo("no such book");
	}

	@Test
	void itsTextNamesTypesButNoValues() {
		StatusDetails details = details(status(5, "", any("x/a.Secret", ByteString.copyFromUtf8("do not print this"))));

		assertThat(details).hasToString("StatusDetails[code=NOT_FOUND, details=[a.Secret]]");
		assertThat(details.details().get(0).toString()).doesNotContain("do not print");
	}

	private static StatusDetails details(byte[] trailer) {
		return StatusDetails.from(failure(Metadata.builder().add("grpc-status-details-bin", trailer).build()));
	}

	private static StatusException failure(Metadata trailers) {
		return new StatusException("a.B/C", new CallOutcome(Status.of(StatusCode.NOT_FOUND, "from the wire"), trailers,
				null, CallOutcome.Origin.SERVER, CallOutcome.NO_HTTP2_ERROR, List.of()));
	}

	private static byte[] status(int code, String message, byte[] any) {
		return write((out) -> {
			out.writeInt32(1, code);
			out.writeString(2, message);
			out.writeByteArray(3, any);
		});
	}

	private static byte[] any(String typeUrl, ByteString value) {
		return write((out) -> {
			out.writeString(1, typeUrl);
			out.writeBytes(2, value);
		});
	}

	private static byte[] write(Fields fields) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		CodedOutputStream out = CodedOutputStream.newInstance(bytes);
		try {
			fields.write(out);
			out.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/** Writes the fields of a message. */
	@FunctionalInterface
	private interface Fields {

		void write(CodedOutputStream out) throws IOException;

	}

}
