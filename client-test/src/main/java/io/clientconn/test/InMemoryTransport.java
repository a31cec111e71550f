package io.clientconn.test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.TransportFactory;
import io.clientconn.transport.TransportListener;

/**
 * Connections without sockets, for {@code ClientConnBuilder.transport}: calls go through
 * the whole channel, with its resolver, its balancer, its limits and its retries, and end
 * at {@link FakeService fake services}. Connections are refused or lost, and streams are
 * refused, when the test says so:
 *
 * <pre class="code">
 * InMemoryTransport network = InMemoryTransport.to(service);
 * ClientConn conn = ClientConn.builder("static:///10.0.0.7:9090,10.0.0.8:9090")
 *     .plaintext()
 *     .transport((factory) -&gt; network)
 *     .build();
 * </pre>
 *
 * Messages are encoded and decoded as they are over a network; gzip is understood in
 * requests and not used in responses. There is no TLS, no keepalive, and no attempt to
 * connect that lasts. Services run on the JVM's common pool unless {@link #runningOn}
 * names an executor. Thread-safe.
 *
 * @since 0.1.0
 * @see InMemoryChannel
 */
@AnyThread
public final class InMemoryTransport implements TransportFactory {

	private final List<FakeService> services;

	private final Map<String, List<FakeService>> byAddress = new ConcurrentHashMap<>();

	private final Set<String> refused = ConcurrentHashMap.newKeySet();

	private final List<String> attempts = new CopyOnWriteArrayList<>();

	private final List<InMemoryConnection> open = new CopyOnWriteArrayList<>();

	private final AtomicInteger streamsToRefuse = new AtomicInteger();

	private final Changes changes = new Changes();

	private volatile boolean refusesAll;

	private volatile Executor executor = new CompletableFuture<Void>().defaultExecutor();

	private InMemoryTransport(List<FakeService> services) {
		this.services = services;
	}

	/**
	 * A network where every address leads to the same services.
	 * @param services who answers; the first that knows a method gets its calls
	 * @return the network
	 */
	public static InMemoryTransport to(FakeService... services) {
		return new InMemoryTransport(List.of(services));
	}

	/**
	 * Lets one address lead elsewhere.
	 * @param address host and port, for example {@code 10.0.0.7:9090}
	 * @param others who answers there
	 * @return this
	 */
	public InMemoryTransport at(String address, FakeService... others) {
		this.byAddress.put(address, List.of(others));
		return this;
	}

	/**
	 * Where services run, for connections made from now on.
	 * @param serviceExecutor the executor; one that runs tasks at once makes services run
	 * inside the channel, which is repeatable but wrong for a service that blocks
	 * @return this
	 */
	public InMemoryTransport runningOn(Executor serviceExecutor) {
		this.executor = serviceExecutor;
		return this;
	}

	/**
	 * Refuses attempts to connect from now on. Connections that exist stay.
	 */
	public void refuseConnections() {
		this.refusesAll = true;
	}

	/**
	 * Refuses attempts to connect to one address from now on.
	 * @param address host and port
	 */
	public void refuseConnections(String address) {
		this.refused.add(address);
	}

	/**
	 * Accepts attempts to connect again, to every address.
	 */
	public void acceptConnections() {
		this.refusesAll = false;
		this.refused.clear();
	}

	/**
	 * Loses all connections. Their calls fail with
	 * {@link io.clientconn.rpc.StatusCode#UNAVAILABLE}, as the servers may have processed
	 * them.
	 */
	public void dropConnections() {
		matching((address) -> true).forEach(InMemoryConnection::drop);
	}

	/**
	 * Loses the connections to one address.
	 * @param address host and port
	 */
	public void dropConnections(String address) {
		matching(address::equals).forEach(InMemoryConnection::drop);
	}

	/**
	 * Lets all servers say GOAWAY: calls under way finish, new ones go to new
	 * connections.
	 */
	public void goAway() {
		matching((address) -> true).forEach(InMemoryConnection::goAway);
	}

	/**
	 * Lets the server at one address say GOAWAY.
	 * @param address host and port
	 */
	public void goAway(String address) {
		matching(address::equals).forEach(InMemoryConnection::goAway);
	}

	/**
	 * Refuses the next streams with REFUSED_STREAM: no service sees them.
	 * @param count how many, in place of what an earlier call left
	 */
	public void refuseStreams(int count) {
		this.streamsToRefuse.set(count);
	}

	/**
	 * Every attempt to connect, refused ones too.
	 * @return the addresses in order
	 */
	public List<String> attempts() {
		return List.copyOf(this.attempts);
	}

	/**
	 * The connections that exist, those that drain too.
	 * @return their addresses, oldest first
	 */
	public List<String> connections() {
		return this.open.stream().map(InMemoryConnection::address).toList();
	}

	/**
	 * Waits until there have been so many attempts to connect, at most 10 s.
	 * @param count how many at least, from the beginning
	 * @throws AssertionError if there are fewer
	 */
	public void awaitAttempts(int count) {
		this.changes.await(() -> this.attempts.size() >= count,
				() -> count + " attempts to connect, but " + attempts());
	}

	@Override
	public ClientTransport connect(ConnectRequest request, TransportListener listener) {
		InMemoryConnection connection = new InMemoryConnection(request, listener, this, this.executor);
		String address = connection.address();
		this.attempts.add(address);
		if (this.refusesAll || this.refused.contains(address)) {
			connection.close(Status.unavailable("connect to " + address + " refused"));
		}
		else {
			this.open.add(connection);
			connection.accept();
		}
		this.changes.happened();
		return connection;
	}

	List<FakeService> servicesAt(String address) {
		return this.byAddress.getOrDefault(address, this.services);
	}

	boolean refusesStream() {
		return this.streamsToRefuse.getAndUpdate((left) -> Math.max(0, left - 1)) > 0;
	}

	void closed(InMemoryConnection connection) {
		this.open.remove(connection);
		this.changes.happened();
	}

	private List<InMemoryConnection> matching(Predicate<String> address) {
		return this.open.stream().filter((connection) -> address.test(connection.address())).toList();
	}

	@Override
	public String toString() {
		return "InMemoryTransport" + connections();
	}

}
