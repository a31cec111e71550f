package io.clientconn.internal.http2;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.transport.OpenRequest;

/**
 * What gRPC says of the calls of a method, one list of headers for each method: as it was
 * for the latest call.
 * <p>
 * Owned by the event loop. It never keeps more than a service has methods: whoever makes
 * paths up as it goes does not fill the memory.
 */
@OnEventLoop
final class RequestTemplates {

	private static final int MOST = 256;

	private final RequestHeaders requestHeaders;

	private final Map<String, Entry> byPath = new HashMap<>(2);

	RequestTemplates(RequestHeaders requestHeaders) {
		this.requestHeaders = requestHeaders;
	}

	/**
	 * The template of a call.
	 * @return its headers without those that differ from call to call: the timeout and
	 * what the application says
	 */
	HeaderTemplate of(OpenRequest request) {
		Entry found = this.byPath.get(request.path());
		if (found == null || !found.fits(request)) {
			RequestHeaders.Own own = ownOf(request);
			found = new Entry(own, new HeaderTemplate(this.requestHeaders.list(own)));
			if (this.byPath.size() >= MOST) {
				this.byPath.clear();
			}
			this.byPath.put(request.path(), found);
		}
		return found.template;
	}

	private static RequestHeaders.Own ownOf(OpenRequest request) {
		return new RequestHeaders.Own(request.path(), request.authority(), request.encoding(), request.acceptEncoding(),
				request.contentSubtype());
	}

	/**
	 * A list and what it was made of.
	 *
	 * @param own what gRPC says
	 * @param template the list
	 */
	private record Entry(RequestHeaders.Own own, HeaderTemplate template) {

		boolean fits(OpenRequest request) {
			return Objects.equals(this.own.authority(), request.authority())
					&& Objects.equals(this.own.encoding(), request.encoding())
					&& Objects.equals(this.own.acceptEncoding(), request.acceptEncoding())
					&& Objects.equals(this.own.contentSubtype(), request.contentSubtype());
		}

	}

}
