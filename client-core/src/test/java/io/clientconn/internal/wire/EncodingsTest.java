package io.clientconn.internal.wire;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EncodingsTest {

	@Test
	void gzipIsBuiltIn() {
		Encodings encodings = Encodings.of(List.of(), List.of(), null);
		assertThat(encodings.compressor("gzip")).isInstanceOf(GzipEncoding.class);
		assertThat(encodings.decompressor("gzip")).isInstanceOf(GzipEncoding.class);
		assertThat(encodings.acceptHeader()).isEqualTo("gzip");
		assertThat(encodings.requestNames()).containsExactly("gzip", "identity");
	}

	@Test
	void moreAreAddedAndTheSameNameReplaces() {
		Custom gzip = new Custom("gzip");
		Custom zstd = new Custom("zstd");
		Encodings encodings = Encodings.of(List.of(gzip, zstd), List.of(gzip, zstd), null);
		assertThat(encodings.compressor("gzip")).isSameAs(gzip);
		assertThat(encodings.decompressor("zstd")).isSameAs(zstd);
		assertThat(encodings.acceptHeader()).isEqualTo("gzip,zstd");
	}

	@Test
	void othersAreAskedForWhatIsMissingOnly() {
		Custom zstd = new Custom("zstd");
		Encodings encodings = Encodings.of(List.of(), List.of(), null)
			.asking((name) -> name.equals("unknown") ? null : zstd, (name) -> name.equals("unknown") ? null : zstd);
		assertThat(encodings.compressor("zstd")).isSameAs(zstd);
		assertThat(encodings.decompressor("zstd")).isSameAs(zstd);
		assertThat(encodings.decompressor("gzip")).isInstanceOf(GzipEncoding.class);
		assertThat(encodings.decompressor("identity")).isNull();
		assertThat(encodings.decompressor("unknown")).isNull();
		assertThat(encodings.acceptHeader()).as("the server is not told").isEqualTo("gzip");
		assertThat(encodings.compressor("gzip")).isInstanceOf(GzipEncoding.class);
		assertThat(encodings.compressor("identity")).isNull();
		assertThat(encodings.compressor("unknown")).isNull();
	}

	@Test
	void onlyWhatIsAcceptedIsRead() {
		Custom zstd = new Custom("zstd");
		Encodings encodings = Encodings.of(List.of(), List.of(zstd), List.of("zstd", "identity"));
		assertThat(encodings.decompressor("gzip")).isNull();
		assertThat(encodings.acceptHeader()).isEqualTo("zstd");
		assertThat(encodings.responseNames()).containsExactly("identity", "zstd");
		assertThat(encodings.compressor("gzip")).as("requests are another matter").isNotNull();
	}

	@Test
	void nothingToAcceptIsNothingToSay() {
		assertThat(Encodings.of(List.of(), List.of(), List.of()).acceptHeader()).isNull();
	}

	@Test
	void whatCannotBeReadCannotBeAccepted() {
		assertThatIllegalArgumentException().isThrownBy(() -> Encodings.of(List.of(), List.of(), List.of("br")))
			.withMessage("there is no decompressor for 'br'; known are [gzip, identity]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "identity", "Gzip", "a b", "a,b", "ü" })
	void namesMustBeNames(String name) {
		Custom custom = new Custom(name);
		assertThatIllegalArgumentException().isThrownBy(() -> Encodings.of(List.of(custom), List.of(), null))
			.withMessageContaining("'" + name + "' of " + Custom.class.getName());
		assertThatIllegalArgumentException().isThrownBy(() -> Encodings.of(List.of(), List.of(custom), null));
	}

	private record Custom(String encoding) implements Compressor, Decompressor {

		@Override
		public OutputStream compress(OutputStream target) {
			return target;
		}

		@Override
		public InputStream decompress(InputStream source) {
			return source;
		}

	}

}
