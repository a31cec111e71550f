package io.clientconn.contract;

import java.time.Duration;

import io.clientconn.ClientConn;
import io.clientconn.rpc.Channel;
import io.clientconn.test.FakeService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One connection to one grpc-java server, closed after the test. */
final class RealConnection implements AfterEachCallback {

	private @Nullable GrpcJavaServer server;

	private @Nullable ClientConn conn;

	Channel to(FakeService service) {
		GrpcJavaServer started = new GrpcJavaServer(service);
		ClientConn connected = ClientConn.builder(started.target()).plaintext().build();
		this.server = started;
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
		if (this.server != null) {
			this.server.close();
		}
	}

}
