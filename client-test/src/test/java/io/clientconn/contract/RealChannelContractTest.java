package io.clientconn.contract;

import io.clientconn.rpc.Channel;
import io.clientconn.test.ChannelContract;
import io.clientconn.test.FakeService;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our own connection, to a grpc-java server. */
class RealChannelContractTest extends ChannelContract {

	@RegisterExtension
	final RealConnection connection = new RealConnection();

	@Override
	protected Channel connect(FakeService service) {
		return this.connection.to(service);
	}

}
