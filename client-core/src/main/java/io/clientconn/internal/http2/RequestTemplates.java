package io.clientconn.internal.http2;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.transport.OpenRequest;
import org.jspecify.annotations.Nullable;

/**
 * The header lists of the calls that say nothing of their own, one for each method.
 * <p>
 * Owned by the event loop. It never keeps more than a service has methods: whoever makes
 * paths up as it goes does not fill the memory.
 */
@OnEventLoop
final class RequestTemplates {

	private static final int MOST = 256;

	private final RequestHeaders requestHeaders;

	private final Map<String, HeaderTemplate> byPath = new HashMap<>();

	RequestTemplates(RequestHeaders requestHeaders) {
		this.requestHeaders = requestHeaders;
	}

	/**
	 * The template of a call.
	 * @return its headers without a timeout, or null if it has headers of its own
	 */
	@Nullable HeaderTemplate of(OpenRequest request) {
		if (!request.headers().isEmpty() || request.authority() != null || request.encoding() != null
				|| request.contentSubtype() != null || request.previousAttempts() > 0) {
			return null;
		}
		HeaderTemplate found = this.byPath.get(request.path());
		if (found == null || !Objects.equals(found.acceptEncoding(), request.acceptEncoding())) {
			found = new HeaderTemplate(this.requestHeaders.list(
					new RequestHeaders.Own(request.path(), null, 0, null, request.acceptEncoding(), null, null),
					request.headers()), request.acceptEncoding());
			if (this.byPath.size() >= MOST) {
				this.byPath.clear();
			}
			this.byPath.put(request.path(), found);
		}
		return found;
	}

}
