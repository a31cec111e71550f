package io.clientconn.test;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.OnSerializer;
import io.clientconn.config.ServiceConfigParser;
import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.resolver.Resolver;
import io.clientconn.resolver.ResolverHost;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.Target;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * A name service that finds what the test says, for {@code ClientConnBuilder.resolver}.
 * What was found last stays in force until the test says something else, also for a
 * channel that was idle in between; at first it finds nothing, and calls wait.
 * Thread-safe.
 *
 * <pre class="code">
 * FakeResolver names = FakeResolver.ofScheme("fake").find("10.0.0.7:9090");
 * ClientConn.builder("fake:///orders").resolver(names)
 * </pre>
 *
 * @since 0.1.0
 */
@AnyThread
public final class FakeResolver implements ResolverProvider {

	private final String scheme;

	private final AtomicReference<@Nullable Found> latest = new AtomicReference<>();

	private final List<Watch> watches = new CopyOnWriteArrayList<>();

	private final List<Status> rejections = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final Changes changes = new Changes();

	private FakeResolver(String scheme) {
		this.scheme = scheme;
	}

	/**
	 * Makes a resolver that has found nothing yet.
	 * @param scheme the scheme of its targets, in lower case; one that exists is replaced
	 * @return the resolver
	 */
	public static FakeResolver ofScheme(String scheme) {
		return new FakeResolver(scheme);
	}

	/**
	 * Finds this, now and from now on.
	 * @param result the backends, a failure, or what else there is
	 * @return this
	 */
	public FakeResolver find(ResolutionResult result) {
		this.latest.set(new Found(result));
		this.watches.forEach(Watch::post);
		return this;
	}

	/**
	 * Finds a backend at each of these addresses.
	 * @param addresses host and port each, for example {@code 10.0.0.7:9090}; not looked
	 * up
	 * @return this
	 * @throws IllegalArgumentException if one has no port
	 */
	public FakeResolver find(String... addresses) {
		return find(ResolutionResult.of(endpoints(addresses)));
	}

	/**
	 * Finds backends and a service config.
	 * @param json the service config; one that cannot be read is found as such, as a real
	 * resolver does
	 * @param addresses host and port each
	 * @return this
	 * @throws IllegalArgumentException if an address has no port
	 */
	public FakeResolver findWithConfig(String json, String... addresses) {
		ServiceConfigParser.Result parsed = ServiceConfigParser.parse(json);
		List<Endpoint> endpoints = endpoints(addresses);
		return find((parsed.serviceConfig() != null) ? ResolutionResult.of(endpoints, parsed.serviceConfig())
				: ResolutionResult.withBadServiceConfig(endpoints, parsed.error()));
	}

	/**
	 * Fails, now and from now on.
	 * @param error why
	 * @return this
	 */
	public FakeResolver fail(Status error) {
		return find(ResolutionResult.failure(error));
	}

	/**
	 * How often channels asked for a fresh look.
	 * @return the number so far
	 */
	public int resolveNowCount() {
		return this.requests.get();
	}

	/**
	 * Waits until channels have asked for a fresh look so often, at most 10 s.
	 * @param count how often at least, from the beginning
	 * @throws AssertionError if they have not
	 */
	public void awaitResolveNow(int count) {
		this.changes.await(() -> resolveNowCount() >= count,
				() -> "resolveNow was called " + resolveNowCount() + " times, not " + count);
	}

	/**
	 * Why channels could do nothing with a result.
	 * @return the reasons in order
	 */
	public List<Status> rejections() {
		return List.copyOf(this.rejections);
	}

	/**
	 * Waits until channels could do nothing with so many results, at most 10 s.
	 * @param count how many at least, from the beginning
	 * @throws AssertionError if they could
	 */
	public void awaitRejections(int count) {
		this.changes.await(() -> this.rejections.size() >= count, () -> count + " rejections, but " + this.rejections);
	}

	private void rejected(Status reason) {
		this.rejections.add(reason);
		this.changes.happened();
	}

	/**
	 * How many channels it works for: those that are neither idle nor closed.
	 * @return the number now
	 */
	public int active() {
		return this.watches.size();
	}

	@Override
	public String scheme() {
		return this.scheme;
	}

	@Override
	public Resolver create(Target target, ResolverHost host) {
		return new Watch(host);
	}

	private static List<Endpoint> endpoints(String... addresses) {
		return Stream.of(addresses).map((text) -> Endpoint.of(Address.of(address(text)))).toList();
	}

	private static InetSocketAddress address(String text) {
		int colon = text.lastIndexOf(':');
		String port = text.substring(colon + 1);
		if (colon < 1 || !port.matches("\\d{1,5}")) {
			throw new IllegalArgumentException("'" + text + "' is no host:port; write for example 10.0.0.7:9090");
		}
		String host = text.substring(0, colon);
		boolean bracketed = host.startsWith("[") && host.endsWith("]");
		return InetSocketAddress.createUnresolved(bracketed ? host.substring(1, host.length() - 1) : host,
				Integer.parseInt(port));
	}

	@Override
	public String toString() {
		return "FakeResolver[" + this.scheme + ", " + this.latest.get() + "]";
	}

	/**
	 * One result; each time it is set is another one.
	 */
	private static final class Found {

		private final ResolutionResult result;

		Found(ResolutionResult result) {
			this.result = result;
		}

		@Override
		public String toString() {
			return this.result.toString();
		}

	}

	/**
	 * The resolver of one channel, from its start to its close. Owned by the channel's
	 * serializer.
	 */
	@OnSerializer
	private final class Watch implements Resolver {

		private final ResolverHost host;

		private @Nullable Found told;

		Watch(ResolverHost host) {
			this.host = host;
		}

		void post() {
			this.host.serializer().execute(this::tell);
		}

		private void tell() {
			Found found = FakeResolver.this.latest.get();
			if (found != null && found != this.told && FakeResolver.this.watches.contains(this)) {
				this.told = found;
				this.host.update(found.result, FakeResolver.this::rejected);
			}
		}

		@Override
		public void start() {
			FakeResolver.this.watches.add(this);
			tell();
		}

		@Override
		public void resolveNow() {
			FakeResolver.this.requests.incrementAndGet();
			FakeResolver.this.changes.happened();
		}

		@Override
		public void close() {
			FakeResolver.this.watches.remove(this);
		}

	}

}
