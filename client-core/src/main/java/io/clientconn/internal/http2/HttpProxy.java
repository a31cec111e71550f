package io.clientconn.internal.http2;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that connections go through by CONNECT (gRFC A1). Immutable. It never
 * shows its credentials.
 */
public final class HttpProxy {

	private static final int DEFAULT_PORT = 80;

	private static final String SHAPE = "; write http://host:port, with user:password@ in front of the host if the "
			+ "proxy asks for it";

	private final String host;

	private final int port;

	private final @Nullable String authorization;

	private HttpProxy(String host, int port, @Nullable String authorization) {
		this.host = host;
		this.port = port;
		this.authorization = authorization;
	}

	/**
	 * Reads the URL of a proxy.
	 * @param url {@code http://host:port}, or {@code host:port} alone; the port is 80
	 * unless it names one
	 * @return the proxy
	 * @throws IllegalArgumentException if it is no such URL, with a text that leaves
	 * credentials out
	 */
	public static HttpProxy parse(String url) {
		String text = url.strip();
		URI uri = uri(text.contains("://") ? text : "http://" + text);
		if (!"http".equalsIgnoreCase(uri.getScheme())) {
			throw new IllegalArgumentException(
					"proxies of the kind '" + uri.getScheme() + "' cannot be used, only those of HTTP" + SHAPE);
		}
		String host = uri.getHost();
		if (host == null) {
			throw new IllegalArgumentException("the URL of the proxy names no host" + SHAPE);
		}
		String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
		return new HttpProxy(bare, (uri.getPort() < 0) ? DEFAULT_PORT : uri.getPort(), authorization(uri));
	}

	/**
	 * The exception of the JDK quotes all of its input.
	 */
	private static URI uri(String text) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException(
					"the URL of the proxy cannot be read: " + ex.getReason() + " at position " + ex.getIndex() + SHAPE);
		}
	}

	private static @Nullable String authorization(URI uri) {
		String user = uri.getRawUserInfo();
		if (user == null) {
			return null;
		}
		// A plus is a plus in this part of a URL.
		String decoded = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
		String pair = decoded.contains(":") ? decoded : decoded + ":";
		return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
	}

	InetSocketAddress address() {
		return InetSocketAddress.createUnresolved(this.host, this.port);
	}

	@Nullable String authorization() {
		return this.authorization;
	}

	/**
	 * Host and port.
	 */
	@Override
	public String toString() {
		return (this.host.indexOf(':') >= 0) ? "[" + this.host + "]:" + this.port : this.host + ":" + this.port;
	}

}
