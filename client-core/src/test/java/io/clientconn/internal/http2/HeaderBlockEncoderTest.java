package io.clientconn.internal.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clientconn.rpc.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What HPACK may remember (RFC 7541 sections 6.2.3 and 7.1), and what it should.
 */
class HeaderBlockEncoderTest {

	private static final int LITERAL_KINDS = 0xf0;

	private static final int NEVER_INDEXED = 0x10;

	private static final int NOT_INDEXED = 0x00;

	private final HeaderBlockEncoder encoder = new HeaderBlockEncoder(
			Metadata.of("x-of-address", "secret").sensitive().and(Metadata.of("te", "stays at home")));

	private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, 1 << 20);

	private final HeaderTemplate template = template("/a/B");

	@AfterEach
	void close() {
		this.encoder.close();
	}

	private static HeaderTemplate template(String path) {
		return new HeaderTemplate(new AsciiString[] { AsciiString.of(":path"), AsciiString.of(path) });
	}

	private byte[] encode(HeaderTemplate of, Metadata custom) {
		ByteBuf target = Unpooled.buffer();
		this.encoder.encode(of, null, custom, target);
		return ByteBufUtil.getBytes(target);
	}

	private byte[] encode(Metadata custom) {
		return encode(this.template, custom);
	}

	/** A call after which the template is one byte, as are headers that repeat. */
	private byte[] encodeAfterMany(Metadata custom) {
		for (int i = 0; i <= RepeatedHeaders.OFTEN; i++) {
			encode(custom);
		}
		return encode(custom);
	}

	private List<String> decoded(byte[] block) throws Http2Exception {
		List<String> pairs = new ArrayList<>();
		for (Map.Entry<CharSequence, CharSequence> entry : this.decoder.decodeHeaders(1,
				Unpooled.wrappedBuffer(block))) {
			pairs.add(entry.getKey() + "=" + entry.getValue());
		}
		return pairs;
	}

	@Test
	void aHeaderThatRepeatsIsRememberedInTheEnd() throws Http2Exception {
		byte[] none = encodeAfterMany(Metadata.EMPTY);
		Metadata tenant = Metadata.of("x-tenant", "acme");
		assertThat(encodeAfterMany(tenant)).hasSize(none.length + 1);
		assertThat(encode(Metadata.of("x-tenant", "other"))).hasSize(none.length + 1 + 9 + 6);
	}

	@Test
	void aHeaderThatChangesLeavesTheTableToOthers() throws Http2Exception {
		int none = encodeAfterMany(Metadata.EMPTY).length;
		for (int i = 1000; i < 2000; i++) {
			byte[] block = encode(Metadata.of("trace", "id-" + i));
			assertThat(block).hasSize(none + 1 + 6 + 8);
			assertThat(block[1] & LITERAL_KINDS).isEqualTo(NOT_INDEXED);
		}
		assertThat(encode(Metadata.EMPTY)).hasSize(none);
	}

	@Test
	void twoHeadersOfWhichOneChangesAreEachTreatedByItself() throws Http2Exception {
		List<byte[]> blocks = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			blocks.add(encode(Metadata.of("x-tenant", "acme").and(Metadata.of("trace", "id-" + i))));
		}
		for (int i = 0; i < 40; i++) {
			assertThat(decoded(blocks.get(i))).containsExactly(":path=/a/B", "x-tenant=acme", "trace=id-" + i,
					"x-of-address=secret");
		}
		assertThat(blocks.get(39)).hasSize(blocks.get(15).length - "x-tenant acme ".length());
	}

	@Test
	void aLongHeaderIsNotRememberedHoweverOftenItComes() {
		Metadata baggage = Metadata.of("baggage", "x".repeat(RepeatedHeaders.LARGEST));
		assertThat(encodeAfterMany(baggage)).hasSizeGreaterThan(RepeatedHeaders.LARGEST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-api-key", "x-key-bin" })
	void aSecretIsNeverIndexedNorRemembered(String name) {
		Metadata secret = Metadata.of(name, "c2VjcmV0").sensitive();
		byte[] many = encodeAfterMany(secret);
		assertThat(many[1] & LITERAL_KINDS).as("literal header field never indexed").isEqualTo(NEVER_INDEXED);
		assertThat(encode(secret)).isEqualTo(many);
	}

	@Test
	void aSecretOfTheAddressIsNeverIndexedNorRemembered() throws Http2Exception {
		byte[] many = encodeAfterMany(Metadata.EMPTY);
		assertThat(many[1] & LITERAL_KINDS).as("literal header field never indexed").isEqualTo(NEVER_INDEXED);
		assertThat(encode(Metadata.EMPTY)).isEqualTo(many);
	}

	@Test
	void theMarkIsForOneBlock() {
		int none = encodeAfterMany(Metadata.EMPTY).length;
		encodeAfterMany(Metadata.of("x-key", "secret").sensitive());
		assertThat(encodeAfterMany(Metadata.of("x-key", "secret"))).hasSize(none + 1);
		byte[] marked = encode(Metadata.of("x-key", "secret").sensitive());
		assertThat(marked).as("an index would tell that the secret is in the table")
			.hasSize(none + 1 + "x-key secret ".length());
	}

	@ParameterizedTest
	@ValueSource(strings = { "authorization", "proxy-authorization", "cookie" })
	void credentialsOfTheApplicationAreSecretsUnasked(String name) throws Http2Exception {
		List<byte[]> blocks = new ArrayList<>();
		for (int i = 0; i < 2 * RepeatedHeaders.OFTEN; i++) {
			blocks.add(encode(Metadata.of(name, "Bearer abc")));
		}
		for (byte[] block : blocks) {
			assertThat(decoded(block)).contains(name + "=Bearer abc");
		}
		byte[] last = blocks.get(blocks.size() - 1);
		assertThat(last[1] & LITERAL_KINDS).isEqualTo(NEVER_INDEXED);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 126, 127, 128, 254, 255, 1023, 1024, 1025, 16_383, 16_510, 16_511, 40_000 })
	void aValueOfAnyLengthArrives(int length) throws Http2Exception {
		String value = "v".repeat(length);
		assertThat(decoded(encode(Metadata.of("x", value)))).contains("x=" + value);
	}

	@Test
	void whatGrpcKeepsForItselfStaysAtHome() throws Http2Exception {
		Metadata custom = Metadata.of("grpc-timeout", "1S").and(Metadata.of("x", "y"));
		assertThat(decoded(encode(custom))).containsExactly(":path=/a/B", "x=y", "x-of-address=secret");
	}

	@Test
	void theTimeoutStandsBetweenTheTemplateAndTheApplication() throws Http2Exception {
		ByteBuf target = Unpooled.buffer();
		this.encoder.encode(this.template, AsciiString.of("5m"), Metadata.of("x", "y"), target);
		assertThat(decoded(ByteBufUtil.getBytes(target))).containsExactly(":path=/a/B", "grpc-timeout=5m", "x=y",
				"x-of-address=secret");
	}

	@Test
	void aTableWithMoreEntriesThanOneByteCanNumberIsUsedAllTheSame() throws Http2Exception {
		List<HeaderTemplate> templates = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			templates.add(template("/" + i));
			decoded(encode(templates.get(i), Metadata.EMPTY));
		}
		int newest = encode(templates.get(99), Metadata.EMPTY).length;
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 100; i++) {
				byte[] block = encode(templates.get(i), Metadata.EMPTY);
				assertThat(decoded(block)).contains(":path=/" + i);
				assertThat(block.length).isBetween(newest, newest + 1);
				assertThat(encode(templates.get(i), Metadata.EMPTY)).isEqualTo(block);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "'1000,64', '3f21'", "'300,65536,100', '3f45'", "'64,1000', '3f21 3fc907'", "'0,4096', '20 3fe11f'",
			"'0,0', '20'", "'65536,4096', 'be'" })
	void ofManyTableSizesTheSmallestAndTheLastAreTold(String sizes, String updates) throws Http2Exception {
		HeaderTemplate first = template("/first");
		decodeAll(first);
		for (String each : sizes.split(",", -1)) {
			long size = Long.parseLong(each);
			this.encoder.tableSize(size);
			// As the peer does, whose limit is valid from here on.
			this.decoder.maxHeaderTableSize(size);
		}
		byte[] block = encode(first, Metadata.EMPTY);
		assertThat(ByteBufUtil.hexDump(block)).startsWith(updates.replace(" ", ""));
		assertThat(decoded(block)).containsExactly(":path=/first", "x-of-address=secret");
		for (int i = 0; i < 3; i++) {
			assertThat(decodeAll(first)).containsExactly(":path=/first", "x-of-address=secret");
			assertThat(decodeAll(template("/" + i))).startsWith(":path=/" + i);
		}
	}

	private List<String> decodeAll(HeaderTemplate of) throws Http2Exception {
		return decoded(encode(of, Metadata.EMPTY));
	}

}
