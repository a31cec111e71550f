package io.clientconn.sample.web;

import io.clientconn.rpc.Attributes;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RpcOptions;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the response of one call which server answered it. Travels in the options
 * of that call, where {@link ServedByInterceptor} finds it. Written on the callback
 * executor and read by the request's thread.
 */
final class ServedBy {

	/** The name of the response header, towards gRPC and towards HTTP. */
	static final String HEADER = "served-by";

	static final Attributes.Key<ServedBy> KEY = Attributes.Key.of("served-by");

	private volatile @Nullable String server;

	/**
	 * The options to make the call with.
	 */
	RpcOptions options() {
		return RpcOptions.NONE.attribute(KEY, this);
	}

	void learnFrom(Metadata metadata) {
		learn(metadata.get(HEADER));
	}

	void learn(@Nullable String name) {
		if (this.server == null) {
			this.server = name;
		}
	}

	/**
	 * The server's name, or null as long as it has not named itself.
	 */
	@Nullable String server() {
		return this.server;
	}

	void copyTo(HttpServletResponse response) {
		if (this.server != null) {
			response.setHeader(HEADER, this.server);
		}
	}

}
