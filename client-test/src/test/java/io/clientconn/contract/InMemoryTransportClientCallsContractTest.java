package io.clientconn.contract;

import io.clientconn.rpc.Channel;
import io.clientconn.test.ClientCallsContract;
import io.clientconn.test.FakeService;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our own channel, over connections in memory. */
class InMemoryTransportClientCallsContractTest extends ClientCallsContract {

	@RegisterExtension
	final ConnectionInMemory connection = new ConnectionInMemory();

	@Override
	protected Channel connect(FakeService service) {
		return this.connection.to(service);
	}

}
