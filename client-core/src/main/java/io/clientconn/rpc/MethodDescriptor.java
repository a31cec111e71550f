package io.clientconn.rpc;

import java.util.Objects;

/**
 * One method of a service: its name on the wire, its kind and how its messages become
 * bytes. Immutable; meant to be a constant.
 *
 * @param <Q> the request message
 * @param <R> the response message
 * @since 0.1.0
 */
public final class MethodDescriptor<Q, R> {

	private final String fullName;

	private final String path;

	private final Kind kind;

	private final Marshaller<Q> requestMarshaller;

	private final Marshaller<R> responseMarshaller;

	private final Idempotency idempotency;

	private MethodDescriptor(String fullName, Kind kind, Marshaller<Q> requestMarshaller,
			Marshaller<R> responseMarshaller, Idempotency idempotency) {
		this.fullName = fullName;
		this.path = "/" + fullName;
		this.kind = kind;
		this.requestMarshaller = requestMarshaller;
		this.responseMarshaller = responseMarshaller;
		this.idempotency = idempotency;
	}

	/**
	 * Describes a method.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param fullName service and method, as in {@code helloworld.Greeter/SayHello}
	 * @param kind which sides stream
	 * @param requestMarshaller writes requests
	 * @param responseMarshaller reads responses
	 * @return the descriptor
	 * @throws IllegalArgumentException if the name has no {@code /} between two non-empty
	 * parts, or a character that cannot stand in a path
	 */
	public static <Q, R> MethodDescriptor<Q, R> of(String fullName, Kind kind, Marshaller<Q> requestMarshaller,
			Marshaller<R> responseMarshaller) {
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(requestMarshaller, "requestMarshaller");
		Objects.requireNonNull(responseMarshaller, "responseMarshaller");
		int slash = fullName.lastIndexOf('/');
		if (slash < 1 || slash == fullName.length() - 1 || fullName.charAt(0) == '/' || !isPrintable(fullName)) {
			throw new IllegalArgumentException(
					"'" + fullName + "' is not the name of a method: expected package.Service/Method");
		}
		return new MethodDescriptor<>(fullName, kind, requestMarshaller, responseMarshaller, Idempotency.UNKNOWN);
	}

	private static boolean isPrintable(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) <= 0x20 || text.charAt(i) >= 0x7f) {
				return false;
			}
		}
		return true;
	}

	/**
	 * This method with the idempotency that its proto file declares.
	 * @param idempotency the level
	 * @return the new descriptor
	 */
	public MethodDescriptor<Q, R> withIdempotency(Idempotency idempotency) {
		return new MethodDescriptor<>(this.fullName, this.kind, this.requestMarshaller, this.responseMarshaller,
				idempotency);
	}

	/**
	 * Service and method.
	 * @return for example {@code helloworld.Greeter/SayHello}
	 */
	public String fullName() {
		return this.fullName;
	}

	/**
	 * The service with its package.
	 * @return for example {@code helloworld.Greeter}
	 */
	public String serviceName() {
		return this.fullName.substring(0, this.fullName.lastIndexOf('/'));
	}

	/**
	 * The method without its service.
	 * @return for example {@code SayHello}
	 */
	public String methodName() {
		return this.fullName.substring(this.fullName.lastIndexOf('/') + 1);
	}

	/**
	 * The {@code :path} of a call.
	 * @return for example {@code /helloworld.Greeter/SayHello}
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Which sides stream.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Writes requests.
	 * @return the marshaller
	 */
	public Marshaller<Q> requestMarshaller() {
		return this.requestMarshaller;
	}

	/**
	 * Reads responses.
	 * @return the marshaller
	 */
	public Marshaller<R> responseMarshaller() {
		return this.responseMarshaller;
	}

	/**
	 * What the proto file says about calling it twice.
	 * @return the level
	 */
	public Idempotency idempotency() {
		return this.idempotency;
	}

	@Override
	public String toString() {
		return this.fullName;
	}

	/**
	 * Which sides stream.
	 */
	public enum Kind {

		/** One request, one response. */
		UNARY,
		/** Many requests, one response. */
		CLIENT_STREAMING,
		/** One request, many responses. */
		SERVER_STREAMING,
		/** Many requests, many responses, in any order. */
		BIDI_STREAMING;

		/**
		 * Whether the client sends exactly one message.
		 * @return true for unary and server streaming
		 */
		public boolean singleRequest() {
			return this == UNARY || this == SERVER_STREAMING;
		}

		/**
		 * Whether the server sends exactly one message.
		 * @return true for unary and client streaming
		 */
		public boolean singleResponse() {
			return this == UNARY || this == CLIENT_STREAMING;
		}

	}

	/**
	 * The {@code idempotency_level} option of a method.
	 */
	public enum Idempotency {

		/** Nothing is declared. */
		UNKNOWN,
		/** Calling it twice does no more than calling it once. */
		IDEMPOTENT,
		/** It changes nothing. */
		NO_SIDE_EFFECTS

	}

}
