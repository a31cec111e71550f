package io.clientconn.contract;

import java.time.Duration;

import io.clientconn.rpc.Channel;
import io.clientconn.test.ChannelContract;
import io.clientconn.test.FakeService;
import io.clientconn.test.ManualScheduler;

class InMemoryChannelContractTest extends ChannelContract {

	private final ManualScheduler clock = new ManualScheduler();

	@Override
	protected Channel connect(FakeService service) {
		return service.channel().withScheduler(this.clock);
	}

	@Override
	protected void letTimePass(Duration duration) {
		this.clock.advance(duration);
	}

}
