package io.clientconn.internal.http2;

import java.net.InetSocketAddress;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NameLookupTest {

	@Test
	void aThreadThatCannotBeStartedFailsTheLookUp() {
		Error full = new Error("unable to create native thread (made for a test)");
		NameLookup names = new NameLookup((task) -> {
			throw full;
		});

		Future<InetSocketAddress> found = names.newResolver(ImmediateEventExecutor.INSTANCE)
			.resolve(InetSocketAddress.createUnresolved("orders", 1));

		assertThat(found.cause()).isSameAs(full);
	}

}
