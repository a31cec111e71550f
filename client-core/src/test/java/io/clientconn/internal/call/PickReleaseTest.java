package io.clientconn.internal.call;

import java.lang.reflect.Proxy;
import java.time.Duration;

import io.clientconn.balancer.PickResult;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;
import io.clientconn.transport.ClientTransport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens to a call, the balancer hears once how each of its picks ended.
 */
class PickReleaseTest {

	@RegisterExtension
	final CallFixture fixture = new CallFixture();

	private final RecordingListener listener = this.fixture.listener;

	@Test
	void aCallThatIsCancelledWhileItIsPickedGivesThePickBackOnce() {
		FakeTransport transport = this.fixture.connect(9090);
		ClientStream<String> call = this.fixture.start(Kind.UNARY, this.listener);
		routeAfter(transport, () -> call.cancel("enough", null));

		call.send("ping", ClientStream.LAST);

		assertThat(this.fixture.heard()).containsExactly("close CANCELLED");
		assertThat(transport.streams()).isEmpty();
		assertThat(this.fixture.trackerHeard).extracting(Status::code).containsExactly(StatusCode.CANCELLED);
	}

	@Test
	void aChannelThatClosesWhileItPicksGivesThePickBackOnce() {
		Status closing = Status.of(StatusCode.CANCELLED, "the client connection is closing");
		FakeTransport transport = this.fixture.connect(9090);
		ClientStream<String> call = this.fixture.start(Kind.UNARY, this.listener);
		routeAfter(transport, () -> {
			this.fixture.routes.close(closing);
			transport.close(closing);
		});

		call.send("ping", ClientStream.LAST);

		assertThat(this.fixture.heard()).containsExactly("close CANCELLED");
		assertThat(this.listener.outcome().status().description()).isEqualTo("the client connection is closing");
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void aTransportThatFailsToOpenAStreamEndsTheCallAndGivesThePickBack() {
		for (boolean picked : new boolean[] { true, false }) {
			RecordingListener heard = new RecordingListener();
			this.fixture.trackerHeard.clear();
			ClientTransport broken = broken();
			if (picked) {
				this.fixture.route(broken);
			}
			ClientStream<String> call = this.fixture.start(Kind.UNARY, heard);
			call.send("ping", ClientStream.LAST);
			this.fixture.route(broken);

			this.fixture.callbacks.runAll();
			assertThat(heard.events()).containsExactly("close INTERNAL");
			assertThat(heard.outcome().status().description()).contains("a transport given to it")
				.contains("no more streams");
			assertThat(this.fixture.trackerHeard).extracting(Status::code).containsExactly(StatusCode.INTERNAL);
			assertThat(this.fixture.routes.calls().count()).isZero();
		}
	}

	private ClientTransport broken() {
		FakeTransport connected = this.fixture.connect(9090);
		return (ClientTransport) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ClientTransport.class }, (self, method, arguments) -> {
					if (method.getName().equals("open") || method.getName().equals("peer")) {
						throw new IllegalStateException("no more streams");
					}
					return method.invoke(connected, arguments);
				});
	}

	@Test
	void aPickForAConnectionThatIsGoneIsGivenBackWhenTheCallGoesOn() {
		this.fixture.route((ClientTransport) null);
		ClientStream<String> call = this.fixture.start(Kind.UNARY, this.listener);
		call.send("ping", ClientStream.LAST);
		assertThat(this.fixture.trackerHeard).hasSize(1);

		this.fixture.connected().lastStream().respond(CallFixture.bytes("pong"));
		call.request(1);

		assertThat(this.fixture.heard()).endsWith("close OK");
		assertThat(this.fixture.trackerHeard).extracting(Status::code)
			.containsExactly(StatusCode.UNAVAILABLE, StatusCode.OK);
	}

	@Test
	void theDeadlineEndsACallThatWaitsForTheFirstResolution() {
		ClientStream<String> call = this.fixture.start(Kind.UNARY, RpcOptions.NONE.timeout(Duration.ofSeconds(1)),
				this.listener);
		call.send("ping", ClientStream.LAST);
		this.fixture.scheduler.advance(Duration.ofMillis(999));
		assertThat(this.fixture.heard()).isEmpty();

		this.fixture.scheduler.advance(Duration.ofMillis(1));

		assertThat(this.fixture.heard()).containsExactly("close DEADLINE_EXCEEDED");
		assertThat(this.fixture.routes.waiting()).isZero();
		assertThat(this.fixture.trackerHeard).isEmpty();
	}

	/** A picker during whose work something happens. */
	private void routeAfter(FakeTransport transport, Runnable meanwhile) {
		PickResult result = PickResult.use(CallFixture.subConn(transport),
				(status, trailers) -> this.fixture.trackerHeard.add(status), Metadata.EMPTY);
		this.fixture.route((args) -> {
			meanwhile.run();
			return result;
		});
	}

}
