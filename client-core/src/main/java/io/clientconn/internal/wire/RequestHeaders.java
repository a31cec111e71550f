package io.clientconn.internal.wire;

import java.util.Arrays;

import io.clientconn.rpc.Metadata;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The headers that gRPC says of a request, in the order in which they go to the wire:
 * names and values in turn. Custom metadata stands behind them, except for what
 * {@linkplain #isReserved gRPC or HTTP/2 keeps for itself}.
 * <p>
 * Immutable: what all calls of one connection share.
 */
public final class RequestHeaders {

	/** What RFC 9113 section 6.5.2 adds to each entry of a header list. */
	private static final int ENTRY_OVERHEAD = 32;

	private static final AsciiString METHOD = AsciiString.of(":method");

	private static final AsciiString POST = AsciiString.of("POST");

	private static final AsciiString SCHEME = AsciiString.of(":scheme");

	private static final AsciiString HTTP = AsciiString.cached("http");

	private static final AsciiString HTTPS = AsciiString.cached("https");

	private static final AsciiString PATH = AsciiString.of(":path");

	private static final AsciiString AUTHORITY = AsciiString.of(":authority");

	private static final AsciiString CONTENT_TYPE = AsciiString.of("content-type");

	private static final AsciiString GRPC = AsciiString.of("application/grpc");

	private static final AsciiString USER_AGENT = AsciiString.of("user-agent");

	private static final AsciiString TE = AsciiString.of("te");

	private static final AsciiString TRAILERS = AsciiString.of("trailers");

	private static final AsciiString ENCODING = AsciiString.of("grpc-encoding");

	private static final AsciiString ACCEPT_ENCODING = AsciiString.of("grpc-accept-encoding");

	/** The name of the header that says how much time a call has. */
	public static final AsciiString TIMEOUT = AsciiString.of("grpc-timeout");

	/** The seven headers of every call, and the two that may follow. */
	private static final int MOST_FIELDS = 2 * 9;

	private final AsciiString scheme;

	private final AsciiString authority;

	private final AsciiString userAgent;

	private final Metadata ofAddress;

	private final long sizeOfAddress;

	/**
	 * Creates the part that does not change between calls.
	 * @param scheme the {@code :scheme}
	 * @param authority the {@code :authority} of calls that choose none
	 * @param userAgent the {@code user-agent}
	 */
	public RequestHeaders(String scheme, String authority, String userAgent) {
		this(scheme, authority, userAgent, Metadata.EMPTY);
	}

	/**
	 * The same with headers that go with the address.
	 * @param scheme the {@code :scheme}
	 * @param authority the {@code :authority} of calls that choose none
	 * @param userAgent the {@code user-agent}
	 * @param ofAddress what stands behind the custom headers
	 */
	public RequestHeaders(String scheme, String authority, String userAgent, Metadata ofAddress) {
		this.ofAddress = ofAddress;
		this.sizeOfAddress = sizeOf(ofAddress);
		this.scheme = switch (scheme) {
			case "http" -> HTTP;
			case "https" -> HTTPS;
			default -> new AsciiString(scheme);
		};
		this.authority = new AsciiString(authority);
		this.userAgent = new AsciiString(userAgent);
	}

	/**
	 * What stands behind the custom headers of every call.
	 */
	public Metadata ofAddress() {
		return this.ofAddress;
	}

	/**
	 * Whether a call that chooses this authority chooses what it would have had anyway.
	 */
	public boolean isAuthority(String chosen) {
		return this.authority.contentEquals(chosen);
	}

	/**
	 * Makes the list of calls that have this in common.
	 * @param own what gRPC says of them
	 * @return names and values in turn
	 */
	public AsciiString[] list(Own own) {
		AsciiString[] list = new AsciiString[MOST_FIELDS];
		int at = 0;
		at = put(list, at, METHOD, POST);
		at = put(list, at, SCHEME, this.scheme);
		at = put(list, at, PATH, new AsciiString(own.path));
		at = put(list, at, AUTHORITY, (own.authority == null) ? this.authority : new AsciiString(own.authority));
		at = put(list, at, CONTENT_TYPE,
				(own.contentSubtype == null) ? GRPC : new AsciiString("application/grpc+" + own.contentSubtype));
		at = put(list, at, USER_AGENT, this.userAgent);
		at = put(list, at, TE, TRAILERS);
		if (own.encoding != null) {
			at = put(list, at, ENCODING, new AsciiString(own.encoding));
		}
		if (own.acceptEncoding != null) {
			at = put(list, at, ACCEPT_ENCODING, new AsciiString(own.acceptEncoding));
		}
		return (at == list.length) ? list : Arrays.copyOf(list, at);
	}

	/**
	 * The size of a header list as the peer's limit counts it.
	 * @param list names and values in turn
	 * @return the size in bytes
	 */
	public static long sizeOf(AsciiString[] list) {
		long size = (long) ENTRY_OVERHEAD * (list.length / 2);
		for (AsciiString part : list) {
			size += part.length();
		}
		return size;
	}

	/**
	 * What the headers that differ between calls add to that size, and those of the
	 * address.
	 * @param custom what the application says
	 * @param timeout the {@code grpc-timeout}, or null for none
	 * @return the size in bytes
	 */
	public long sizeOfRest(Metadata custom, @Nullable AsciiString timeout) {
		long size = this.sizeOfAddress + sizeOf(custom);
		if (timeout != null) {
			size += ENTRY_OVERHEAD + TIMEOUT.length() + timeout.length();
		}
		return size;
	}

	private static long sizeOf(Metadata custom) {
		long size = 0;
		for (int i = 0; i < custom.size(); i++) {
			if (!isReserved(custom.name(i))) {
				size += ENTRY_OVERHEAD + custom.name(i).length() + custom.value(i).length();
			}
		}
		return size;
	}

	/**
	 * Whether a name of custom metadata stays at home: gRPC sets it itself, or HTTP/2
	 * forbids it (RFC 9113 section 8.2.2).
	 * @param name a name in lower case
	 * @return true if it is skipped
	 */
	public static boolean isReserved(String name) {
		return switch (name) {
			case "content-type", "user-agent", "te", "grpc-message-type", "grpc-encoding", "grpc-message",
					"grpc-status", "grpc-timeout", "grpc-accept-encoding" ->
				true;
			case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> true;
			default -> name.startsWith(":");
		};
	}

	private static int put(AsciiString[] list, int at, AsciiString name, AsciiString value) {
		list[at] = name;
		list[at + 1] = value;
		return at + 2;
	}

	/**
	 * What gRPC says of calls.
	 *
	 * @param path the {@code :path}
	 * @param authority their own authority, or null
	 * @param encoding the {@code grpc-encoding}, or null for none
	 * @param acceptEncoding the {@code grpc-accept-encoding}, or null for none
	 * @param contentSubtype what follows {@code application/grpc+}, or null for nothing
	 */
	public record Own(String path, @Nullable String authority, @Nullable String encoding,
			@Nullable String acceptEncoding, @Nullable String contentSubtype) {

	}

}
