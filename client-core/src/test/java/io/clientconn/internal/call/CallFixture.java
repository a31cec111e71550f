package io.clientconn.internal.call;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.PickTracker;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConn;
import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.route.RouteSnapshot;
import io.clientconn.internal.route.RouteTable;
import io.clientconn.internal.wire.Encodings;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.internal.wire.MessageInflater;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.testing.CountingMemory;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.FakeTransportFactory;
import io.clientconn.testing.ManualExecutor;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.RecordingListener;
import io.clientconn.testing.TextMarshaller;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.TransportListener;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A channel for tests of calls: real routes and calls, fake connections, time and threads
 * by hand. As an extension it checks that a test leaves nothing behind.
 */
final class CallFixture implements AfterEachCallback {

	static final String LABEL = "orders (dns:///orders:9090)";

	final ManualScheduler scheduler = new ManualScheduler();

	final ManualExecutor callbacks = new ManualExecutor();

	final ManualExecutor fallback = new ManualExecutor();

	final ManualExecutor control = new ManualExecutor();

	final CountingMemory memory = new CountingMemory();

	final FakeTransportFactory connections = new FakeTransportFactory();

	final RecordingListener listener = new RecordingListener();

	final List<Status> trackerHeard = new ArrayList<>();

	int wakeUps;

	final RouteTable routes = new RouteTable(this.control, () -> this.wakeUps++);

	ServiceConfig serviceConfig = ServiceConfig.EMPTY;

	Encodings encodings = Encodings.of(List.of(), List.of(), null);

	@Nullable CallCredentials credentials;

	/** What the source of jitter says next, from 0 to 1; the middle is no jitter. */
	double jitter = 0.5;

	ChannelRetry retries = new ChannelRetry(true, 5, new FixedRandom());

	CallFactory calls = factory(new CallEnvironment.Defaults(null, false, null, Metadata.EMPTY, 1000, 1000, null, 100));

	CallFactory factory(CallEnvironment.Defaults defaults) {
		return new CallFactory(new CallEnvironment(this.routes, LABEL, "orders:9090",
				new CallEnvironment.Messages(new MessageFramer(this.memory.allocator()),
						new MessageInflater(this.memory.allocator()), this.encodings),
				this.scheduler, this.callbacks, this.fallback, defaults, this.credentials, new TimeoutReminder(LABEL),
				this.retries));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.callbacks.runAll();
		assertThat(this.memory.inUse()).isZero();
		assertThat(this.scheduler.pending()).isZero();
		assertThat(this.routes.waiting()).isZero();
		assertThat(this.routes.calls().count()).isZero();
	}

	/** What the listener heard up to now. */
	List<String> heard() {
		this.callbacks.runAll();
		return this.listener.events();
	}

	/** A call of "ping". */
	ClientStream<String> unary() {
		return unary(RpcOptions.NONE, "ping");
	}

	ClientStream<String> unary(RpcOptions options, String message) {
		ClientStream<String> stream = start(Kind.UNARY, options, this.listener);
		stream.request(2);
		stream.send(message, ClientStream.LAST);
		return stream;
	}

	static MethodDescriptor<String, String> method(Kind kind) {
		return MethodDescriptor.of("shop.Orders/" + kind, kind, new TextMarshaller(), new TextMarshaller());
	}

	ClientStream<String> start(Kind kind, ResponseListener<String> listener) {
		return start(kind, RpcOptions.NONE, listener);
	}

	ClientStream<String> start(Kind kind, RpcOptions options, ResponseListener<String> listener) {
		return this.calls.newStream(method(kind), options, listener);
	}

	FakeTransport connect(int port) {
		FakeTransport transport = this.connections
			.connect(new ConnectRequest(Address.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
					"orders", 1), new TransportListener() {

						@Override
						public void ready() {
						}

						@Override
						public void draining(Status reason) {
						}

						@Override
						public void closed(Status reason) {
						}

					});
		transport.becomeReady();
		return transport;
	}

	/** Publishes a picker that sends every call to a connection. */
	void route(@Nullable ClientTransport transport) {
		PickTracker tracker = (status, trailers) -> this.trackerHeard.add(status);
		PickResult result = PickResult.use(subConn(transport), tracker, null);
		route((args) -> result);
	}

	void route(Picker picker) {
		this.routes.publish(RouteSnapshot.of(this.serviceConfig, anywhere(picker), ConnectivityState.READY));
	}

	/** A connected channel. */
	FakeTransport connected() {
		FakeTransport transport = connect(9090);
		route(transport);
		return transport;
	}

	static byte[] bytes(String text) {
		return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
	}

	/** The messages on a stream, without their prefixes. */
	static List<String> sent(FakeStream stream) {
		return stream.sent()
			.stream()
			.map((framed) -> new String(framed, 5, framed.length - 5, java.nio.charset.StandardCharsets.UTF_8))
			.toList();
	}

	private static Picker anywhere(Picker picker) {
		return new Picker() {

			@Override
			public PickResult pick(io.clientconn.balancer.PickArgs args) {
				return picker.pick(args);
			}

			@Override
			public boolean runsAnywhere() {
				return true;
			}

		};
	}

	static SubConn subConn(@Nullable ClientTransport transport) {
		return new SubConn() {

			@Override
			public void connect() {
			}

			@Override
			public void shutdown() {
			}

			@Override
			public Address address() {
				return Address.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9090));
			}

			@Override
			public @Nullable ClientTransport transport() {
				return transport;
			}

		};
	}

	private final class FixedRandom implements RandomGenerator {

		@Override
		public long nextLong() {
			return 0;
		}

		@Override
		public double nextDouble() {
			return CallFixture.this.jitter;
		}

	}

}
