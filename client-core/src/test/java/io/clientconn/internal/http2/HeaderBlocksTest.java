package io.clientconn.internal.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.clientconn.internal.wire.ResponseHeaders;
import io.clientconn.rpc.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is remembered of header blocks says the same as what would be encoded or decoded
 * anew.
 */
class HeaderBlocksTest {

	/** The newest entry of the dynamic table. */
	private static final int NEWEST = 0x80 | 62;

	private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(true, 8192);

	private final HeaderBlockDecoder decoder = new HeaderBlockDecoder(this.hpack);

	private final HeaderBlockEncoder encoder = new HeaderBlockEncoder(Metadata.EMPTY);

	@AfterEach
	void close() {
		this.encoder.close();
	}

	@Test
	void aBlockOfIndexesIsDecodedOnce() throws Http2Exception {
		decode(literal("a", "1"));
		ResponseHeaders first = decode(NEWEST);
		assertThat(first.custom().get("a")).isEqualTo("1");
		assertThat(decode(NEWEST)).isSameAs(first);
		assertThat(decode(NEWEST, NEWEST).custom().getAll("a")).containsExactly("1", "1");
	}

	@Test
	void whatAnIndexStandsForIsLookedUpAgainAfterTheTableChanged() throws Http2Exception {
		decode(literal("a", "1"));
		assertThat(decode(NEWEST).custom().get("a")).isEqualTo("1");
		decode(literal("b", "2"));
		assertThat(decode(NEWEST).custom().names()).containsExactly("b");
		assertThat(decode(NEWEST + 1).custom().names()).containsExactly("a");
	}

	@Test
	void whatAnotherReaderDecodedCountsAsAChange() throws Http2Exception {
		decode(literal("a", "1"));
		assertThat(decode(NEWEST).custom().get("a")).isEqualTo("1");
		this.hpack.decodeHeaders(1, Unpooled.wrappedBuffer(literal("b", "2")));
		this.decoder.forget();
		assertThat(decode(NEWEST).custom().get("b")).isEqualTo("2");
	}

	@Test
	void anIndexThatStandsForNothingFailsEveryTime() {
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(Http2Exception.class).isThrownBy(() -> decode(NEWEST));
			assertThatExceptionOfType(Http2Exception.class).isThrownBy(() -> decode(0x80));
		}
	}

	@Test
	void moreBlocksThanAreRememberedAreAllRight() throws Http2Exception {
		decode(literal("a", "1"));
		for (int round = 0; round < 3; round++) {
			for (int times = 1; times <= 9; times++) {
				int[] block = new int[times];
				java.util.Arrays.fill(block, NEWEST);
				assertThat(decode(block).custom().getAll("a")).hasSize(times);
			}
		}
	}

	@Test
	void theBlockOfATemplateShrinksToIndexes() throws Http2Exception {
		HeaderTemplate template = template("/a/B");
		assertThat(encoded(template, null, Metadata.EMPTY)).contains(":path=/a/B");
		ByteBuf again = Unpooled.buffer();
		this.encoder.encode(template, null, Metadata.EMPTY, again);
		assertThat(again.readableBytes()).isEqualTo(template.headers().length / 2);
		this.hpack.decodeHeaders(1, again);
	}

	@Test
	void templatesOtherHeadersAndTableSizesInAnyOrderSayWhatTheyShould() throws Http2Exception {
		Random random = new Random(7);
		List<HeaderTemplate> templates = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			templates.add(template("/service.With.A.Name/Method" + i));
		}
		for (int i = 0; i < 5000; i++) {
			int dice = random.nextInt(100);
			if (dice < 98) {
				HeaderTemplate template = templates.get(random.nextInt(templates.size()));
				AsciiString timeout = random.nextBoolean() ? AsciiString.of(random.nextInt(1000) + "m") : null;
				Metadata custom = (dice < 60) ? Metadata.EMPTY : custom(random);
				List<String> expected = pairs(template.headers());
				if (timeout != null) {
					expected.add("grpc-timeout=" + timeout);
				}
				for (int at = 0; at < custom.size(); at++) {
					expected.add(custom.name(at) + "=" + custom.value(at));
				}
				assertThat(encoded(template, timeout, custom)).isEqualTo(expected);
			}
			else {
				int size = random.nextInt(3) * 300;
				this.encoder.tableSize(size);
				this.hpack.maxHeaderTableSize(size);
			}
		}
	}

	/** Some that repeat, some that do not, some that are secrets. */
	private static Metadata custom(Random random) {
		Metadata constant = Metadata.of("id", "v".repeat(150)).and(Metadata.of("tenant", "acme"));
		Metadata changing = Metadata.of("trace", "t".repeat(random.nextInt(200)) + random.nextInt(3));
		Metadata secret = Metadata.of("key", "k" + random.nextInt(2)).sensitive();
		return random.nextBoolean() ? constant.and(changing).and(secret) : changing.and(constant);
	}

	private static HeaderTemplate template(String path) {
		return new HeaderTemplate(new AsciiString[] { AsciiString.of(":method"), AsciiString.of("POST"),
				AsciiString.of(":path"), AsciiString.of(path), AsciiString.of("te"), AsciiString.of("trailers") });
	}

	private List<String> encoded(HeaderTemplate template, AsciiString timeout, Metadata custom) throws Http2Exception {
		ByteBuf block = Unpooled.buffer();
		this.encoder.encode(template, timeout, custom, block);
		return decodedPairs(block);
	}

	private List<String> decodedPairs(ByteBuf block) throws Http2Exception {
		List<String> pairs = new ArrayList<>();
		for (Map.Entry<CharSequence, CharSequence> entry : this.hpack.decodeHeaders(1, block)) {
			pairs.add(entry.getKey() + "=" + entry.getValue());
		}
		return pairs;
	}

	private static List<String> pairs(AsciiString[] list) {
		List<String> pairs = new ArrayList<>();
		for (int i = 0; i < list.length; i += 2) {
			pairs.add(list[i] + "=" + list[i + 1]);
		}
		return pairs;
	}

	/** With incremental indexing, RFC 7541 section 6.2.1. */
	private static byte[] literal(String name, String value) {
		return new byte[] { 0x40, 1, (byte) name.charAt(0), 1, (byte) value.charAt(0) };
	}

	private ResponseHeaders decode(int... block) throws Http2Exception {
		byte[] bytes = new byte[block.length];
		for (int i = 0; i < block.length; i++) {
			bytes[i] = (byte) block[i];
		}
		return decode(bytes);
	}

	private ResponseHeaders decode(byte[] block) throws Http2Exception {
		return this.decoder.decode(1, Unpooled.wrappedBuffer(block));
	}

}
