package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.clientconn.internal.wire.Encodings;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.RpcOptions;

import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link ClientConnBuilder} that are about messages: how large they may
 * be and how they are encoded. Not thread-safe.
 */
abstract sealed class MessageOptions extends RetryOptions permits ClientConnBuilder {

	private static final int NOT_SET = -1;

	int maxInboundMessageSize = NOT_SET;

	int maxOutboundMessageSize = NOT_SET;

	final List<Compressor> compressors = new ArrayList<>();

	Function<String, @Nullable Compressor> moreCompressors = Encodings.none();

	final List<Decompressor> decompressors = new ArrayList<>();

	Function<String, @Nullable Decompressor> moreDecompressors = Encodings.none();

	@Nullable String compression;

	@Nullable List<String> acceptedEncodings;

	@Nullable String contentSubtype;

	MessageOptions() {
	}

	/**
	 * The largest response message. Default: what the service config says, else 4 MiB. If
	 * both set a limit, the smaller one is in force. A larger message ends its call with
	 * {@link io.clientconn.rpc.StatusCode#RESOURCE_EXHAUSTED}. A limit of the call comes
	 * instead of this one.
	 * @param bytes the limit in bytes, uncompressed; {@link Integer#MAX_VALUE} for none
	 * @return this
	 * @throws IllegalArgumentException if it is negative
	 */
	public ClientConnBuilder maxInboundMessageSize(int bytes) {
		this.maxInboundMessageSize = OptionChecks.notNegative("maxInboundMessageSize", bytes);
		return self();
	}

	/**
	 * The largest request message. Default: what the service config says, else unlimited.
	 * If both set a limit, the smaller one is in force. A larger message is not sent and
	 * ends its call with {@link io.clientconn.rpc.StatusCode#RESOURCE_EXHAUSTED}. A limit
	 * of the call comes instead of this one.
	 * @param bytes the limit in bytes, as sent; {@link Integer#MAX_VALUE} for none
	 * @return this
	 * @throws IllegalArgumentException if it is negative
	 */
	public ClientConnBuilder maxOutboundMessageSize(int bytes) {
		this.maxOutboundMessageSize = OptionChecks.notNegative("maxOutboundMessageSize", bytes);
		return self();
	}

	/**
	 * How requests of calls that do not say are compressed. Default: not at all. Only
	 * messages that are large and repeat themselves gain from it, and every server behind
	 * the target must know the encoding.
	 * @param encoding {@code gzip}, {@code identity} for no compression, or what a
	 * {@link #compressor} is called
	 * @return this
	 */
	public ClientConnBuilder compression(String encoding) {
		this.compression = Objects.requireNonNull(encoding, "encoding");
		return self();
	}

	/**
	 * How responses may be compressed; the server is told, and chooses. Default: in every
	 * way that there is a decompressor for. A response with another encoding ends its
	 * call with {@link io.clientconn.rpc.StatusCode#INTERNAL}.
	 * @param encodings {@code gzip}, or what a {@link #decompressor} is called; none to
	 * accept only what is not compressed
	 * @return this
	 */
	public ClientConnBuilder acceptedEncodings(String... encodings) {
		this.acceptedEncodings = List.of(encodings);
		return self();
	}

	/**
	 * What stands behind {@code application/grpc+} in the content type of calls that do
	 * not say. Default: nothing, the content type is {@code application/grpc}.
	 * @param subtype for example {@code proto}
	 * @return this
	 * @throws IllegalArgumentException if it is no name
	 */
	public ClientConnBuilder contentSubtype(String subtype) {
		try {
			this.contentSubtype = RpcOptions.NONE.contentSubtype(subtype).contentSubtype();
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("contentSubtype: " + ex.getMessage(), ex);
		}
		return self();
	}

	/**
	 * Adds an encoding of requests, in place of one of the same name.
	 * @param compressor compresses
	 * @return this
	 */
	public ClientConnBuilder compressor(Compressor compressor) {
		this.compressors.add(Objects.requireNonNull(compressor, "compressor"));
		return self();
	}

	/**
	 * Says whom to ask when a call wants an encoding of requests that no compressor was
	 * added for: for collections that grow or cannot be listed. Default: nobody.
	 * @param more answers the compressor of that name, or null; on the thread that makes
	 * the call
	 * @return this
	 */
	public ClientConnBuilder moreCompressors(Function<String, @Nullable Compressor> more) {
		this.moreCompressors = Objects.requireNonNull(more, "more");
		return self();
	}

	/**
	 * Says whom to ask for responses in encodings that the server is not told of.
	 * @param more answers the decompressor of that name, or null; on any thread
	 * @return this
	 */
	public ClientConnBuilder moreDecompressors(Function<String, @Nullable Decompressor> more) {
		this.moreDecompressors = Objects.requireNonNull(more, "more");
		return self();
	}

	/**
	 * Adds an encoding of responses, in place of one of the same name.
	 * @param decompressor decompresses
	 * @return this
	 */
	public ClientConnBuilder decompressor(Decompressor decompressor) {
		this.decompressors.add(Objects.requireNonNull(decompressor, "decompressor"));
		return self();
	}

}
