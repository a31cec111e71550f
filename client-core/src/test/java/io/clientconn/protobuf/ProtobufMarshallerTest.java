package io.clientconn.protobuf;

import java.io.IOException;
import java.util.Arrays;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProtobufMarshallerTest {

	private static final Struct MESSAGE = Struct.newBuilder()
		.putFields("name", Value.newBuilder().setStringValue("grüße ".repeat(50)).build())
		.putFields("number", Value.newBuilder().setNumberValue(42).build())
		.build();

	private final ProtobufMarshaller<Struct> marshaller = ProtobufMarshaller.of(Struct.getDefaultInstance());

	@Test
	void theSizeIsExactAndTheMessageFillsTheBuffer() throws IOException {
		FakeWire.Sink sink = FakeWire.sink(this.marshaller.size(MESSAGE));

		this.marshaller.write(MESSAGE, sink);

		assertThat(sink.buffer().remaining()).isZero();
		assertThat(sink.written()).isEqualTo(MESSAGE.toByteArray());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 64, 100_000 })
	void aMessageIsReadFromPiecesOfAnySize(int pieceSize) throws IOException {
		Struct read = this.marshaller.read(FakeWire.source(MESSAGE.toByteArray(), pieceSize));

		assertThat(read).isEqualTo(MESSAGE);
	}

	@Test
	void noBytesAreTheDefaultMessage() throws IOException {
		assertThat(this.marshaller.read(FakeWire.source(new byte[0], 1))).isEqualTo(Struct.getDefaultInstance());
		FakeWire.Sink sink = FakeWire.sink(0);

		this.marshaller.write(Struct.getDefaultInstance(), sink);

		assertThat(sink.written()).isEmpty();
	}

	@Test
	void aMessageCutShortIsRefused() {
		byte[] whole = MESSAGE.toByteArray();
		byte[] cut = Arrays.copyOf(whole, whole.length - 1);

		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.marshaller.read(FakeWire.source(cut, 1_000)));
	}

	@Test
	void anEndOfAGroupThatNeverBeganIsRefused() {
		byte[] endGroup = { 1 << 3 | 4 };

		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.marshaller.read(FakeWire.source(endGroup, 1)));
	}

	@Test
	void aMessageWithoutARequiredFieldIsRefused() {
		ProtobufMarshaller<NamePart> withRequired = ProtobufMarshaller.of(NamePart.getDefaultInstance());

		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> withRequired.read(FakeWire.source(new byte[0], 1)));
	}

	@Test
	void nestingDeeperThanOneHundredLevelsIsRefused() {
		DescriptorProto nested = DescriptorProto.getDefaultInstance();
		for (int level = 0; level < 101; level++) {
			nested = DescriptorProto.newBuilder().addNestedType(nested).build();
		}
		byte[] bytes = nested.toByteArray();

		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> ProtobufMarshaller.of(DescriptorProto.getDefaultInstance())
				.read(FakeWire.source(bytes, bytes.length)));
	}

	@Test
	void aBufferThatIsTooSmallIsRefused() {
		FakeWire.Sink tooSmall = FakeWire.sink(this.marshaller.size(MESSAGE) - 1);

		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.marshaller.write(MESSAGE, tooSmall));
	}

}
