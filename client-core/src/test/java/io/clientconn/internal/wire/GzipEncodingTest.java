package io.clientconn.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class GzipEncodingTest {

	private final GzipEncoding gzip = new GzipEncoding();

	@Test
	void whatIsCompressedComesBack() throws IOException {
		Random random = new Random(7);
		for (int size : new int[] { 0, 1, 511, 512, 513, 100_000, 3_000_000 }) {
			byte[] message = new byte[size];
			random.nextBytes(message);
			Arrays.fill(message, 0, size / 2, (byte) 'x');
			assertThat(decompressed(compressed(message))).isEqualTo(message);
		}
	}

	@Test
	void repetitionCostsLittle() throws IOException {
		assertThat(compressed(new byte[271_828])).hasSizeLessThan(1000);
	}

	@Test
	void severalMembersAreOneMessage() throws IOException {
		assertThat(decompressed(join(compressed(bytes("ab")), compressed(bytes("cd"))))).isEqualTo(bytes("abcd"));
	}

	@Test
	void aMessageThatIsCutOffAnywhereIsRefused() throws IOException {
		byte[] whole = compressed(bytes("to be cut off"));
		for (int length = 0; length < whole.length; length++) {
			byte[] part = Arrays.copyOf(whole, length);
			assertThatIOException().as("first %d bytes", length).isThrownBy(() -> decompressed(part));
		}
	}

	@Test
	void aWrongBitIsNoticed() throws IOException {
		byte[] whole = compressed(bytes("a message whose bits are turned one by one"));
		// The header carries a time and a system, which say nothing about the message.
		for (int at = 10; at < whole.length; at++) {
			byte[] wrong = whole.clone();
			wrong[at] ^= 0x10;
			assertThatIOException().as("byte %d", at).isThrownBy(() -> decompressed(wrong));
		}
	}

	@Test
	void whatFollowsTheDataIsRefused() throws IOException {
		byte[] whole = compressed(bytes("abc"));
		for (int size : new int[] { 1, 9, 10, 30, 100, 1000 }) {
			byte[] garbage = new byte[size];
			Arrays.fill(garbage, (byte) 'g');
			assertThatIOException().as("%d bytes", size).isThrownBy(() -> decompressed(join(whole, garbage)));
		}
	}

	@Test
	void somethingElseIsRefused() {
		assertThatIOException().isThrownBy(() -> decompressed(bytes("this is no gzip")));
	}

	private byte[] compressed(byte[] message) throws IOException {
		ByteArrayOutputStream target = new ByteArrayOutputStream();
		try (OutputStream stream = this.gzip.compress(target)) {
			stream.write(message);
		}
		return target.toByteArray();
	}

	private byte[] decompressed(byte[] compressed) throws IOException {
		try (InputStream stream = this.gzip.decompress(new ByteArrayInputStream(compressed))) {
			return stream.readAllBytes();
		}
	}

	private static byte[] join(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
	}

}
