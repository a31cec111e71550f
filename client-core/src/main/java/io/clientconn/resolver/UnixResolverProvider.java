package io.clientconn.resolver;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Locale;

/**
 * {@code unix:path}, {@code unix:///absolute/path} and {@code unix-abstract:name}: one
 * backend behind a Unix domain socket, as gRPC names them. Stateless; never looks whether
 * the socket exists.
 */
final class UnixResolverProvider implements ResolverProvider {

	private static final String PATH_SHAPE = "write unix:///absolute/path, or unix:path for a relative one";

	private static final String NAME_SHAPE = "write unix-abstract:name";

	private final String scheme;

	private final String shape;

	private final boolean named;

	private UnixResolverProvider(String scheme, String shape, boolean named) {
		this.scheme = scheme;
		this.shape = shape;
		this.named = named;
	}

	static UnixResolverProvider ofPaths() {
		return new UnixResolverProvider("unix", PATH_SHAPE, false);
	}

	static UnixResolverProvider ofNames() {
		return new UnixResolverProvider("unix-abstract", NAME_SHAPE, true);
	}

	@Override
	public String scheme() {
		return this.scheme;
	}

	@Override
	public void validate(Target target) {
		socket(target);
	}

	@Override
	public Resolver create(Target target, ResolverHost host) {
		return new StaticResolver(List.of(Endpoint.of(Address.of(socket(target)))), host);
	}

	/**
	 * A path is no authority.
	 */
	@Override
	public String authority(Target target) {
		return "localhost";
	}

	private SocketAddress socket(Target target) {
		TargetErrors.refuseAuthority(target, this.shape);
		return TargetErrors.explain(target, this.shape, () -> address(rest(target)));
	}

	private SocketAddress address(String text) {
		return this.named ? AbstractSocketAddress.of(text) : ofPath(text);
	}

	/**
	 * What follows the scheme; the parts of a target do not tell an absolute path from a
	 * relative one.
	 */
	private static String rest(Target target) {
		String text = target.text();
		String prefix = target.scheme() + ":";
		String rest = text.toLowerCase(Locale.ROOT).startsWith(prefix) ? text.substring(prefix.length()) : text;
		return rest.startsWith("//") ? rest.substring(2) : rest;
	}

	private static SocketAddress ofPath(String path) {
		if (path.isEmpty() || path.equals("/")) {
			throw new IllegalArgumentException("the path of the socket is missing");
		}
		try {
			return UnixDomainSocketAddress.of(path);
		}
		catch (InvalidPathException ex) {
			throw new IllegalArgumentException("'" + path + "' is not a path: " + ex.getReason(), ex);
		}
	}

}
