package io.clientconn.protobuf;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import com.google.protobuf.ByteString;
import com.google.protobuf.Internal;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * What a server adds to a failed call beyond code and description: the messages of the
 * {@code google.rpc.Status} in the trailer {@code grpc-status-details-bin}. Immutable.
 * <p>
 * Reading never fails. Without the trailer, or if its bytes are malformed, there are no
 * details and the rest comes from the status of the call. Where the two contradict each
 * other the status of the call wins.
 *
 * @since 0.1.0
 * @see <a href="https://google.aip.dev/193">AIP-193, Errors</a>
 */
public final class StatusDetails {

	private static final String TRAILER = "grpc-status-details-bin";

	private final StatusCode code;

	private final String message;

	private final List<Detail> details;

	private final boolean contradictory;

	private StatusDetails(StatusCode code, String message, List<Detail> details, boolean contradictory) {
		this.code = code;
		this.message = message;
		this.details = details;
		this.contradictory = contradictory;
	}

	/**
	 * Reads the details of a failed call.
	 * @param failure how the call failed
	 * @return its details, possibly none
	 */
	public static StatusDetails from(StatusException failure) {
		String description = failure.description();
		String ownMessage = (description != null) ? description : "";
		RpcStatus embedded = embedded(failure.trailers());
		if (embedded == null) {
			return new StatusDetails(failure.code(), ownMessage, List.of(), false);
		}
		boolean contradictory = embedded.code() != failure.code().value();
		String message = (contradictory || embedded.message().isEmpty()) ? ownMessage : embedded.message();
		return new StatusDetails(failure.code(), message, embedded.details(), contradictory);
	}

	/**
	 * The code of the call.
	 * @return the same code as the exception's
	 */
	public StatusCode code() {
		return this.code;
	}

	/**
	 * What happened, in words meant for a developer.
	 * @return the embedded message, otherwise the description of the call's status,
	 * otherwise an empty text
	 */
	public String message() {
		return this.message;
	}

	/**
	 * The detail messages, undecoded.
	 * @return the details in the order the server gave them, possibly none
	 */
	public List<Detail> details() {
		return this.details;
	}

	/**
	 * Whether the embedded status names another code than the call's status. That is a
	 * mistake of the server.
	 * @return true if both are present and differ
	 */
	public boolean contradictory() {
		return this.contradictory;
	}

	/**
	 * Decodes the first detail of a type. Finds the type's default instance by
	 * reflection; where that is unwelcome use {@link #detail(Message)}.
	 * @param <M> the type of the detail
	 * @param type the generated class
	 * @return the detail, or empty if there is none of that type that can be decoded
	 */
	public <M extends Message> Optional<M> detail(Class<M> type) {
		return detail(Internal.getDefaultInstance(type));
	}

	/**
	 * Decodes the first detail of a type.
	 * @param <M> the type of the detail
	 * @param defaultInstance what {@code getDefaultInstance()} of the type answers
	 * @return the detail, or empty if there is none of that type that can be decoded
	 */
	@SuppressWarnings("unchecked") // the parser of a message makes that message
	public <M extends Message> Optional<M> detail(M defaultInstance) {
		String typeName = defaultInstance.getDescriptorForType().getFullName();
		for (Detail detail : this.details) {
			if (detail.typeName().equals(typeName)) {
				try {
					return Optional.of((M) defaultInstance.getParserForType().parseFrom(detail.value()));
				}
				catch (InvalidProtocolBufferException ex) {
					// A later detail of the same type may be sound.
				}
			}
		}
		return Optional.empty();
	}

	@Override
	public String toString() {
		return "StatusDetails[code=" + this.code + ", details=" + this.details.stream().map(Detail::typeName).toList()
				+ "]";
	}

	private static @Nullable RpcStatus embedded(Metadata trailers) {
		for (int i = 0; i < trailers.size(); i++) {
			if (trailers.name(i).equals(TRAILER) && trailers.isBinary(i)) {
				try {
					return RpcStatus.parse(trailers.bytes(i));
				}
				catch (IOException ex) {
					return null;
				}
			}
		}
		return null;
	}

	/**
	 * One detail: a message together with the name of its type.
	 *
	 * @param typeUrl for example {@code type.googleapis.com/google.rpc.RetryInfo}
	 * @param value the encoded message
	 */
	public record Detail(String typeUrl, ByteString value) {

		/**
		 * The type without the part that says where it is defined.
		 * @return for example {@code google.rpc.RetryInfo}
		 */
		public String typeName() {
			return this.typeUrl.substring(this.typeUrl.lastIndexOf('/') + 1);
		}

		/**
		 * The type only: the value may be a secret.
		 */
		@Override
		public String toString() {
			return "Detail[" + this.typeUrl + ", " + this.value.size() + " bytes]";
		}

	}

}
