package io.clientconn.internal.call;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.config.MethodConfig;
import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.wire.Encodings;
import io.clientconn.internal.wire.GzipEncoding;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;

import org.jspecify.annotations.Nullable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * gRPC compression document, and the rules on compressed flags of PROTOCOL-HTTP2.
 */
class CompressedCallTest {

	private static final RpcOptions GZIP = RpcOptions.NONE.compression("gzip");

	@RegisterExtension
	final CallFixture fixture = new CallFixture();

	private final FakeTransport transport = this.fixture.connected();

	private final RecordingListener listener = this.fixture.listener;

	private FakeStream unary(RpcOptions options, String message) {
		this.fixture.unary(options, message);
		return this.transport.lastStream();
	}

	private FakeStream serverStream() {
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		stream.request(10);
		stream.send("go", ClientStream.LAST);
		return this.transport.lastStream();
	}

	private void channelCompresses(String encoding) {
		this.fixture.calls = this.fixture
			.factory(new CallEnvironment.Defaults(null, false, null, Metadata.EMPTY, 1000, 1000, encoding, 100));
	}

	private String failure() {
		this.fixture.heard();
		Status status = this.listener.outcome().status();
		return status.code() + ": " + status.description();
	}

	// Requests

	@Test
	void nothingIsCompressedThatNobodyAskedFor() {
		FakeStream stream = unary(RpcOptions.NONE, "ping");
		assertThat(CallFixture.sent(stream)).containsExactly("ping");
		assertThat(stream.sent().get(0)[0]).isZero();
		assertThat(stream.request().encoding()).isNull();
		assertThat(stream.request().acceptEncoding()).isEqualTo("gzip");
		stream.respond(CallFixture.bytes("pong"));
	}

	@Test
	void aCallThatAsksForItIsCompressed() {
		FakeStream stream = unary(GZIP, "ping");
		assertThat(stream.request().encoding()).isEqualTo("gzip");
		assertCompressed("ping", stream.sent().get(0));
		stream.respond(CallFixture.bytes("pong"));
		assertThat(this.fixture.heard()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void theChannelsChoiceIsForCallsThatMakeNone() {
		channelCompresses("gzip");
		FakeStream stream = unary(RpcOptions.NONE, "ping");
		assertThat(stream.request().encoding()).isEqualTo("gzip");
		assertCompressed("ping", stream.sent().get(0));
		stream.respond(CallFixture.bytes("pong"));
	}

	@Test
	void aCallMayDoWithout() {
		channelCompresses("gzip");
		FakeStream stream = unary(RpcOptions.NONE.compression("identity"), "ping");
		assertThat(stream.request().encoding()).isEqualTo("identity");
		assertThat(CallFixture.sent(stream)).containsExactly("ping");
		stream.respond(CallFixture.bytes("pong"));
	}

	@Test
	void aSingleMessageMayDoWithout() {
		ClientStream<String> call = this.fixture.start(Kind.CLIENT_STREAMING, GZIP, this.listener);
		FakeStream stream = this.transport.lastStream();
		call.send("first", 0);
		call.send("secret", ClientStream.UNCOMPRESSED);
		call.send("third", ClientStream.LAST);
		assertCompressed("first", stream.sent().get(0));
		assertThat(stream.sent().get(1)).isEqualTo(framed("secret"));
		assertCompressed("third", stream.sent().get(2));
		assertThat(stream.isHalfClosed()).isTrue();
		call.cancel("enough", null);
	}

	@Test
	void anEmptyMessageStaysAsItIs() {
		FakeStream stream = unary(GZIP, "");
		assertThat(stream.sent().get(0)).containsExactly(0, 0, 0, 0, 0);
		stream.respond(CallFixture.bytes("pong"));
	}

	@Test
	void anUnknownEncodingFailsTheCallBeforeAnythingIsSent() {
		for (Kind kind : Kind.values()) {
			RecordingListener hears = new RecordingListener();
			ClientStream<String> stream = this.fixture.start(kind, RpcOptions.NONE.compression("br"), hears);
			stream.send("ping", ClientStream.LAST);
			this.fixture.callbacks.runAll();
			assertThat(hears.events()).containsExactly("close INTERNAL");
			assertThat(hears.outcome().status().description())
				.isEqualTo(CallFixture.LABEL + ": there is no compressor for 'br'; known are [gzip, identity]");
		}
		assertThat(this.transport.streams()).isEmpty();
	}

	@Test
	void theLimitForRequestsIsForWhatIsSent() {
		FakeStream stream = unary(GZIP, "x".repeat(100_000));
		assertThat(stream.sent().get(0)).hasSizeLessThan(1000);
		stream.respond(CallFixture.bytes("pong"));
		assertThat(this.fixture.heard()).endsWith("close OK");
	}

	@Test
	void theLimitOfTheServiceConfigIsForWhatIsSentToo() {
		this.fixture.serviceConfig = new ServiceConfig(List.of(),
				Map.of("shop.Orders/", new MethodConfig(null, null, 100, 20)));
		this.fixture.route(this.transport);
		FakeStream stream = unary(GZIP, "x".repeat(900));
		stream.respondHeaders(Metadata.EMPTY, "gzip");
		stream.respondCompressed(gzip("x".repeat(21)));
		assertThat(failure()).contains("RESOURCE_EXHAUSTED").contains("larger than max 20,");
		RecordingListener hears = new RecordingListener();
		this.fixture.start(Kind.UNARY, hears).send("x".repeat(101), ClientStream.LAST);
		this.fixture.callbacks.runAll();
		assertThat(hears.outcome().status().description()).contains("larger than max (101 vs. 100)");
	}

	@Test
	void anotherAttemptSendsWhatWasCompressedForTheFirst() {
		AtomicInteger compressions = new AtomicInteger();
		this.fixture.encodings = Encodings.of(List.of(new CountingGzip(compressions)), List.of(), null);
		channelCompresses("gzip");
		FakeStream first = unary(RpcOptions.NONE, "ping");
		first.end(StreamOutcome.transport(Status.unavailable("refused"), Progress.REFUSED, 7));
		FakeStream second = this.transport.lastStream();
		assertThat(second).isNotSameAs(first);
		assertThat(second.request().encoding()).isEqualTo("gzip");
		assertThat(second.sent().get(0)).isEqualTo(first.sent().get(0));
		assertThat(compressions).hasValue(1);
		second.respond(CallFixture.bytes("pong"));
		assertThat(this.fixture.heard()).endsWith("pong", "close OK");
	}

	@Test
	void aCompressorThatFailsEndsTheCall() {
		this.fixture.encodings = Encodings.of(List.of(new BrokenCompressor()), List.of(), null);
		channelCompresses("broken");
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, this.listener);
		stream.send("ping", ClientStream.LAST);
		assertThat(failure())
			.isEqualTo("INTERNAL: " + CallFixture.LABEL + ": failed to compress the request message with broken");
		assertThat(this.transport.streams()).isEmpty();
	}

	// Responses

	@Test
	void compressedAndPlainMessagesMayTakeTurns() {
		FakeStream stream = serverStream();
		stream.respondHeaders(Metadata.EMPTY, "gzip");
		stream.respondCompressed(gzip("one"));
		stream.respondMessage(CallFixture.bytes("two"));
		stream.respondCompressed(gzip(""));
		stream.respondCompressed(gzip("four"));
		stream.respondStatus(Status.OK, Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("headers", "one", "two", "", "four", "close OK");
	}

	@Test
	void creditIsGivenForWhatCameAndNotForWhatItBecame() {
		FakeStream stream = serverStream();
		byte[] compressed = gzip("x".repeat(900));
		stream.respondHeaders(Metadata.EMPTY, "gzip");
		stream.respondCompressed(compressed);
		this.fixture.heard();
		assertThat(stream.consumedBytes()).isEqualTo(5 + compressed.length);
		stream.respondStatus(Status.OK, Metadata.EMPTY);
	}

	@Test
	void decompressionWaitsUntilTheMessageIsAskedFor() {
		ClientStream<String> call = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		call.send("go", ClientStream.LAST);
		FakeStream stream = this.transport.lastStream();
		stream.respondHeaders(Metadata.EMPTY, "gzip");
		stream.respondCompressed(CallFixture.bytes("no gzip, which only decompression can tell"));
		assertThat(this.fixture.heard()).containsExactly("headers");
		call.request(1);
		assertThat(this.fixture.heard()).containsExactly("headers", "close INTERNAL");
	}

	@Test
	void aCompressedMessageThatNobodyAskedForIsReleasedAtTheEnd() {
		ClientStream<String> call = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		call.send("go", ClientStream.LAST);
		FakeStream stream = this.transport.lastStream();
		stream.respondHeaders(Metadata.EMPTY, "gzip");
		stream.listener().message(this.fixture.memory.allocator().buffer().writeBytes(gzip("unasked")), true);
		call.cancel("enough", null);
		assertThat(this.fixture.heard()).endsWith("close CANCELLED");
	}

	@Test
	void theLimitForResponsesIsForWhatComesOut() {
		FakeStream stream = serverStream();
		stream.respondHeaders(Metadata.EMPTY, "gzip");
		stream.respondCompressed(gzip("x".repeat(1000)));
		stream.respondCompressed(gzip("x".repeat(1001)));
		stream.respondCompressed(gzip("never heard"));
		assertThat(this.fixture.heard()).containsExactly("headers", "x".repeat(1000), "close RESOURCE_EXHAUSTED");
		assertThat(failure()).isEqualTo("RESOURCE_EXHAUSTED: " + CallFixture.LABEL
				+ ": received message after decompression larger than max 1000, peer 127.0.0.1:9090");
		assertThat(stream.isEnded()).isTrue();
	}

	@Test
	void theStricterLimitOfTheCallIsForWhatComesOutToo() {
		FakeStream stream = unary(RpcOptions.NONE.maxInboundSize(10), "ping");
		stream.respondHeaders(Metadata.EMPTY, "gzip");
		stream.respondCompressed(gzip("x".repeat(11)));
		assertThat(failure()).contains("RESOURCE_EXHAUSTED").contains("larger than max 10,");
	}

	@Test
	void aMessageThatIsCutOffEndsTheCall() {
		FakeStream stream = serverStream();
		byte[] whole = gzip("message");
		stream.respondHeaders(Metadata.EMPTY, "gzip");
		stream.respondCompressed(Arrays.copyOf(whole, whole.length - 9));
		assertThat(this.fixture.heard()).containsExactly("headers", "close INTERNAL");
		assertThat(failure()).contains("failed to decompress the response message: it is cut off");
	}

	@Test
	void aFlagWithoutAnEncodingIsAnError() {
		assertThat(refused(null)).isEqualTo("INTERNAL: " + CallFixture.LABEL
				+ ": the server set the compressed flag of a message, but its grpc-encoding is missing, peer 127.0.0.1:9090");
	}

	@Test
	void aFlagWithTheEncodingIdentityIsAnError() {
		assertThat(refused("identity")).contains("INTERNAL").contains("its grpc-encoding is identity");
	}

	@Test
	void anEncodingThatNobodyKnowsIsAnErrorThatNamesThoseThatAre() {
		assertThat(refused("br")).isEqualTo("INTERNAL: " + CallFixture.LABEL
				+ ": the server compressed a message with 'br', which this client cannot read and did not ask for;"
				+ " it accepts [gzip, identity], peer 127.0.0.1:9090");
	}

	@Test
	void anEncodingThatIsNotAcceptedIsAnError() {
		this.fixture.encodings = Encodings.of(List.of(), List.of(), List.of());
		channelCompresses("identity");
		FakeStream quiet = unary(RpcOptions.NONE, "ping");
		assertThat(quiet.request().acceptEncoding()).isNull();
		quiet.respond(CallFixture.bytes("pong"));
		assertThat(refused("gzip")).contains("INTERNAL").contains("did not ask for; it accepts [identity]");
	}

	@Test
	void anUnknownEncodingIsHarmlessWhileNoMessageUsesIt() {
		FakeStream stream = serverStream();
		stream.respondHeaders(Metadata.EMPTY, "br");
		stream.respondMessage(CallFixture.bytes("plain"));
		stream.respondStatus(Status.OK, Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("headers", "plain", "close OK");
	}

	private String refused(@Nullable String encoding) {
		this.fixture.heard();
		FakeStream stream = serverStream();
		stream.respondHeaders(Metadata.EMPTY, encoding);
		stream.respondCompressed(gzip("message"));
		String failure = failure();
		assertThat(this.fixture.heard()).endsWith("close INTERNAL").doesNotContain("message");
		assertThat(stream.isEnded()).isTrue();
		return failure;
	}

	private static void assertCompressed(String message, byte[] framed) {
		assertThat(framed[0]).isEqualTo((byte) 1);
		assertThat(framed).hasSizeGreaterThan(5);
		try (InputStream stream = new GzipEncoding()
			.decompress(new ByteArrayInputStream(framed, 5, framed.length - 5))) {
			assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(message);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] framed(String message) {
		byte[] framed = new byte[5 + message.length()];
		framed[4] = (byte) message.length();
		System.arraycopy(CallFixture.bytes(message), 0, framed, 5, message.length());
		return framed;
	}

	private static byte[] gzip(String message) {
		ByteArrayOutputStream target = new ByteArrayOutputStream();
		try (OutputStream stream = new GzipEncoding().compress(target)) {
			stream.write(CallFixture.bytes(message));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return target.toByteArray();
	}

	private record CountingGzip(AtomicInteger compressions) implements Compressor {

		@Override
		public String encoding() {
			return "gzip";
		}

		@Override
		public OutputStream compress(OutputStream target) throws IOException {
			this.compressions.incrementAndGet();
			return new GzipEncoding().compress(target);
		}

	}

	private static final class BrokenCompressor implements Compressor {

		@Override
		public String encoding() {
			return "broken";
		}

		@Override
		public OutputStream compress(OutputStream target) throws IOException {
			throw new IOException("broken");
		}

	}

}
