package io.clientconn.internal.wire;

import java.util.Base64;
import java.util.Map;

import io.clientconn.rpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * One header block from the server, sorted into what gRPC reads itself and what the
 * application gets.
 * <p>
 * Immutable once made. It never decides what a missing or odd header means for the call;
 * see {@link StatusTrailers} and {@link HttpStatus} for that.
 */
public final class ResponseHeaders {

	private static final String GRPC = "application/grpc";

	private static final String NOTHING_MALFORMED = "";

	/** Stands for a response that does not say how long it is. */
	public static final long NO_LENGTH = -1;

	private static final int MOST_LENGTH_DIGITS = 18;

	private @Nullable String httpStatus;

	private @Nullable String contentType;

	private @Nullable String encoding;

	private @Nullable String grpcStatus;

	private @Nullable String grpcMessage;

	private Metadata custom = Metadata.EMPTY;

	private String malformed = NOTHING_MALFORMED;

	private boolean requestPseudoHeader;

	private long contentLength = NO_LENGTH;

	private ResponseHeaders() {
	}

	/**
	 * Sorts a header block.
	 * @param block names in lower case, with their values
	 * @return the headers
	 */
	public static ResponseHeaders of(Iterable<? extends Map.Entry<CharSequence, CharSequence>> block) {
		ResponseHeaders headers = new ResponseHeaders();
		Metadata.@Nullable Builder custom = null;
		for (Map.Entry<CharSequence, CharSequence> entry : block) {
			String name = SharedTexts.of(entry.getKey());
			String value = SharedTexts.of(entry.getValue());
			if (!headers.keep(name, value)) {
				custom = (custom == null) ? Metadata.builder() : custom;
				headers.collect(custom, name, value);
			}
		}
		if (custom != null) {
			headers.custom = custom.build();
		}
		return headers;
	}

	/**
	 * Whether the content type is that of gRPC.
	 * @return true for {@code application/grpc}, alone or followed by {@code +} or
	 * {@code ;}
	 */
	public boolean isGrpc() {
		String type = this.contentType;
		if (type == null || !type.startsWith(GRPC)) {
			return false;
		}
		return type.length() == GRPC.length() || type.charAt(GRPC.length()) == '+' || type.charAt(GRPC.length()) == ';';
	}

	/**
	 * The {@code :status}.
	 * @return its text, or null
	 */
	public @Nullable String httpStatus() {
		return this.httpStatus;
	}

	/**
	 * Whether there is a {@code :status} of three digits, which no response may lack (RFC
	 * 9113 section 8.3.2).
	 * @return false if the block is malformed
	 */
	public boolean hasHttpStatus() {
		String status = this.httpStatus;
		return status != null && status.length() == 3 && isNumber(status);
	}

	/**
	 * Whether the response is still to come.
	 * @return true if the status is 1xx (RFC 9113 section 8.1)
	 */
	public boolean isInformational() {
		return hasHttpStatus() && this.httpStatus != null && this.httpStatus.charAt(0) == '1';
	}

	/**
	 * How many bytes of DATA the response has, if it says so.
	 * @return the {@code content-length}, or {@link #NO_LENGTH}
	 */
	public long contentLength() {
		return this.contentLength;
	}

	/**
	 * The {@code content-type}.
	 * @return its text, or null
	 */
	public @Nullable String contentType() {
		return this.contentType;
	}

	/**
	 * The {@code grpc-encoding}.
	 * @return its text, or null
	 */
	public @Nullable String encoding() {
		return this.encoding;
	}

	/**
	 * The {@code grpc-status}.
	 * @return its text, or null
	 */
	@Nullable String grpcStatus() {
		return this.grpcStatus;
	}

	/**
	 * The {@code grpc-message} as it was sent.
	 * @return its text, or null
	 */
	@Nullable String grpcMessage() {
		return this.grpcMessage;
	}

	/**
	 * What the application gets.
	 * @return the custom headers
	 */
	public Metadata custom() {
		return this.custom;
	}

	/**
	 * What is wrong with a value.
	 * @return the reason, or null if all can be read
	 */
	public @Nullable String malformed() {
		return this.malformed.isEmpty() ? null : this.malformed;
	}

	/**
	 * Whether pseudo-headers stand where RFC 9113 section 8.3 forbids them.
	 * @param trailers whether this block follows other headers
	 * @return true if the block is malformed
	 */
	public boolean hasMisplacedPseudoHeader(boolean trailers) {
		return this.requestPseudoHeader || (trailers && this.httpStatus != null);
	}

	private boolean keep(String name, String value) {
		switch (name) {
			case ":status" -> this.httpStatus = value;
			case "content-type" -> this.contentType = value;
			case "grpc-encoding" -> this.encoding = value;
			case "grpc-status" -> this.grpcStatus = value;
			case "grpc-message" -> this.grpcMessage = value;
			case "grpc-accept-encoding", "te", "user-agent" -> {
				// reserved, and nothing to learn from
			}
			default -> {
				if (!name.startsWith(":")) {
					return false;
				}
				this.requestPseudoHeader = true;
			}
		}
		return true;
	}

	private void collect(Metadata.Builder target, String name, String value) {
		if (name.equals("content-length")) {
			length(value);
		}
		if (!name.endsWith(Metadata.BINARY_SUFFIX)) {
			text(target, name, value);
			return;
		}
		for (String part : value.split(",", -1)) {
			try {
				target.add(name, Base64.getDecoder().decode(part.strip()));
			}
			catch (IllegalArgumentException ex) {
				this.malformed = "malformed " + name + ": " + ex.getMessage();
			}
		}
	}

	/**
	 * The same length may be said again, but not another one (RFC 9110 section 8.6).
	 */
	private void length(String value) {
		if (value.isEmpty() || value.length() > MOST_LENGTH_DIGITS || !isNumber(value)) {
			this.malformed = "malformed content-length: not a number of bytes";
			return;
		}
		long length = Long.parseLong(value);
		if (this.contentLength != NO_LENGTH && this.contentLength != length) {
			this.malformed = "malformed content-length: it is said twice, first " + this.contentLength + ", then "
					+ length;
			return;
		}
		this.contentLength = length;
	}

	/**
	 * Refuses what no field of HTTP/2 may hold (RFC 9113 section 8.2.1). Blanks at the
	 * ends, which it forbids too, are for gRPC to allow.
	 */
	private void text(Metadata.Builder target, String name, String value) {
		try {
			target.addReceived(name, value);
		}
		catch (IllegalArgumentException ex) {
			this.malformed = "malformed " + name + ": " + ex.getMessage();
		}
	}

	private static boolean isNumber(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < '0' || text.charAt(i) > '9') {
				return false;
			}
		}
		return true;
	}

	@Override
	public String toString() {
		return "ResponseHeaders[status=" + this.httpStatus + ", grpc-status=" + this.grpcStatus + ", " + this.custom
				+ "]";
	}

}
