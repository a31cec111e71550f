package io.clientconn;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.TestServer;
import io.grpc.Metadata;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Compression against grpc-java.
 */
class CompressionTest {

	private static final Metadata.Key<String> ENCODING = Metadata.Key.of("grpc-encoding",
			Metadata.ASCII_STRING_MARSHALLER);

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final AtomicInteger decompressions = new AtomicInteger();

	private ClientConn connect(TestServer server) {
		return this.fixture.track(this.fixture.builder("static:///" + server.address())
			.decompressor(new CountingGzip(this.decompressions))
			.build());
	}

	@Test
	void gzipGoesThereAndBack() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = connect(server);
		for (int size : new int[] { 0, 1, 1000, 100_000, 3_000_000 }) {
			String text = "gzip:" + "abc".repeat(size / 3);
			assertThat(RealServerFixture.echo(conn, text, RpcOptions.NONE.compression("gzip"))).isEqualTo(text);
		}
		assertThat(this.decompressions).hasValue(5);
		assertThat(server.headers()).allMatch((headers) -> "gzip".equals(headers.get(ENCODING)));
	}

	@Test
	void eachDirectionIsFreeToDoWithout() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = connect(server);
		assertThat(RealServerFixture.echo(conn, "gzip:back")).isEqualTo("gzip:back");
		assertThat(this.decompressions).hasValue(1);
		assertThat(RealServerFixture.echo(conn, "there", RpcOptions.NONE.compression("gzip"))).isEqualTo("there");
		assertThat(RealServerFixture.echo(conn, "plain", RpcOptions.NONE.compression("identity"))).isEqualTo("plain");
		assertThat(this.decompressions).hasValue(1);
	}

	@Test
	void aServerThatIsNotToldToCompressDoesNot() {
		TestServer server = this.fixture.server("one");
		ClientConn quiet = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.decompressor(new CountingGzip(this.decompressions))
			.acceptedEncodings()
			.build());
		assertThat(RealServerFixture.echo(quiet, "gzip:please not")).isEqualTo("gzip:please not");
		assertThat(this.decompressions).hasValue(0);
	}

	@Test
	void aSingleCallMayAskForNoCompressionOrForLess() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = connect(server);
		RpcOptions quiet = RpcOptions.NONE.acceptedEncodings(List.of());
		assertThat(RealServerFixture.echo(conn, "gzip:please not", quiet)).isEqualTo("gzip:please not");
		assertThat(this.decompressions).hasValue(0);
		RpcOptions loud = quiet.acceptedEncodings(List.of("identity", "gzip", "gzip"));
		assertThat(RealServerFixture.echo(conn, "gzip:please", loud)).isEqualTo("gzip:please");
		assertThat(this.decompressions).hasValue(1);
	}

	@Test
	void aCallThatAcceptsWhatNobodyKnowsIsNotSent() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = connect(server);
		assertThatThrownBy(
				() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.acceptedEncodings(List.of("br"))))
			.isInstanceOfSatisfying(StatusException.class, (ex) -> assertThat(ex.code()).isEqualTo(StatusCode.INTERNAL))
			.hasMessageContaining(
					"there is no decompressor for 'br' that this channel accepts; it accepts " + "[gzip, identity]");
		assertThat(server.calls()).isZero();
	}

	@Test
	void aSmallAnswerThatInflatesBeyondTheLimitIsRefused() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture
			.track(this.fixture.builder("static:///" + server.address()).maxInboundMessageSize(100_000).build());
		String bomb = "gzip:" + "x".repeat(1_000_000);
		assertThatThrownBy(() -> RealServerFixture.echo(conn, bomb, RpcOptions.NONE.compression("gzip")))
			.isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED))
			.hasMessageContaining("received message after decompression larger than max 100000");
		assertThat(RealServerFixture.echo(conn, "gzip:small")).isEqualTo("gzip:small");
	}

	@Test
	void aServerThatDoesNotKnowTheEncodingSaysSo() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.compressor(new Reversed())
			.compression("reversed")
			.build());
		assertThatThrownBy(() -> RealServerFixture.echo(conn, "hello")).isInstanceOfSatisfying(StatusException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNIMPLEMENTED));
	}

	@Test
	void whatTheChannelDoesNotKnowIsRefusedWhenItIsBuilt() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClientConn.builder("localhost:1").plaintext().compression("br").build())
			.withMessage("compression: there is no compressor for 'br'; known are [gzip, identity]");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClientConn.builder("localhost:1").plaintext().acceptedEncodings("gzip", "br").build())
			.withMessage("acceptedEncodings: there is no decompressor for 'br'; known are [gzip, identity]");
	}

	private record CountingGzip(AtomicInteger count) implements Decompressor {

		@Override
		public String encoding() {
			return "gzip";
		}

		@Override
		public InputStream decompress(InputStream source) throws IOException {
			this.count.incrementAndGet();
			return new GZIPInputStream(source);
		}

	}

	private static final class Reversed implements Compressor {

		@Override
		public String encoding() {
			return "reversed";
		}

		@Override
		public OutputStream compress(OutputStream target) {
			return target;
		}

	}

}
