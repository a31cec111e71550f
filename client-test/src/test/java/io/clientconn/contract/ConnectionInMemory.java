package io.clientconn.contract;

import java.time.Duration;

import io.clientconn.ClientConn;
import io.clientconn.rpc.Channel;
import io.clientconn.test.FakeService;
import io.clientconn.test.InMemoryTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One channel over a network in memory, closed after the test. */
final class ConnectionInMemory implements AfterEachCallback {

	private @Nullable ClientConn conn;

	Channel to(FakeService service) {
		InMemoryTransport network = InMemoryTransport.to(service);
		ClientConn connected = ClientConn.builder("static:///10.0.0.7:9090")
			.plaintext()
			.transport((factory) -> network)
			.build();
		this.conn = connected;
		// Otherwise a slow machine spends the time of a call on connecting.
		connected.awaitReady(Duration.ofSeconds(20));
		return connected;
	}

	@Override
	public void afterEach(ExtensionContext context) {
		if (this.conn != null) {
			this.conn.close();
		}
	}

}
