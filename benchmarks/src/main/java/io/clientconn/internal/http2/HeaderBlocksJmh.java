package io.clientconn.internal.http2;

import java.util.concurrent.TimeUnit;

import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.internal.wire.ResponseHeaders;
import io.clientconn.rpc.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Header blocks of requests and responses, as they are again and again on a connection.
 * In this package because the coders are of no use to others.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class HeaderBlocksJmh {

	private static final int MOST = 4096;

	private final RequestHeaders requests = new RequestHeaders("http", "orders.shop:9090", "clientconn");

	private final RequestHeaders.Own own = new RequestHeaders.Own("/bench.Bench/Echo", null, null, "gzip", null);

	private final Metadata custom = Metadata.builder()
		.add("authorization", "Bearer " + "eyJhbGciOiJSUzI1NiJ9.".repeat(12))
		.add("x-tenant", "orders-of-europe")
		.add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
		.add("x-request-id", "7d3c1f8e-4b2a-4c6d-9e1f-0123456789ab")
		.build();

	private final HeaderBlockEncoder encoder = new HeaderBlockEncoder(Metadata.EMPTY);

	private final HeaderTemplate template = new HeaderTemplate(this.requests.list(this.own));

	private final AsciiString timeout = AsciiString.of("59999m");

	private final HeaderBlockDecoder decoder = new HeaderBlockDecoder(new DefaultHttp2HeadersDecoder(true, 8192));

	private final ByteBuf out = Unpooled.buffer(MOST);

	private ByteBuf trailers = Unpooled.EMPTY_BUFFER;

	private ByteBuf trailersWithText = Unpooled.EMPTY_BUFFER;

	@Setup
	public void fillTables() throws Http2Exception {
		Http2Headers ok = ReadOnlyHttp2Headers.trailers(false, AsciiString.of("grpc-status"), AsciiString.of("0"));
		Http2Headers failed = ReadOnlyHttp2Headers.trailers(false, AsciiString.of("grpc-status"), AsciiString.of("5"),
				AsciiString.of("grpc-message"), AsciiString.of("there is no order 4711"));
		DefaultHttp2HeadersEncoder peer = new DefaultHttp2HeadersEncoder(
				(name, value) -> "5".contentEquals(value) || "grpc-message".contentEquals(name), false);
		peer.encodeHeaders(1, ok, this.out.clear());
		this.decoder.decode(1, this.out);
		this.trailers = Unpooled.buffer(MOST);
		peer.encodeHeaders(3, ok, this.trailers);
		this.trailersWithText = Unpooled.buffer(MOST);
		peer.encodeHeaders(5, failed, this.trailersWithText);
		peer.close();
	}

	@Benchmark
	public int encodeRequest() {
		this.encoder.encode(this.template, null, Metadata.EMPTY, this.out.clear());
		return this.out.writerIndex();
	}

	@Benchmark
	public int encodeRequestWithTimeout() {
		this.encoder.encode(this.template, this.timeout, Metadata.EMPTY, this.out.clear());
		return this.out.writerIndex();
	}

	@Benchmark
	public int encodeRequestWithHeaders() {
		this.encoder.encode(this.template, this.timeout, this.custom, this.out.clear());
		return this.out.writerIndex();
	}

	@Benchmark
	public ResponseHeaders decodeStatusZero() throws Http2Exception {
		return this.decoder.decode(1, this.trailers.readerIndex(0));
	}

	@Benchmark
	public ResponseHeaders decodeStatusWithText() throws Http2Exception {
		return this.decoder.decode(1, this.trailersWithText.readerIndex(0));
	}

}
