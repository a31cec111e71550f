package io.clientconn.stub;

import io.clientconn.rpc.Channel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ClientFactoriesTest {

	private final Channel channel = new ScriptedChannel((call) -> {
	});

	@Test
	void aGeneratedClientIsMadeByItsFactory() {
		EchoClient client = ClientFactories.create(EchoClient.class, this.channel);

		assertThat(client.channel()).isSameAs(this.channel);
		assertThat(ClientFactories.isGeneratedClient(EchoClient.class)).isTrue();
	}

	@Test
	void anotherTypeIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> ClientFactories.create(Runnable.class, this.channel))
			.withMessageStartingWith("java.lang.Runnable is not a generated client");
		assertThat(ClientFactories.isGeneratedClient(Runnable.class)).isFalse();
	}

	@Test
	void aFactoryThatCannotBeMadeIsNamed() {
		assertThatIllegalStateException().isThrownBy(() -> ClientFactories.create(LockedClient.class, this.channel))
			.withMessageContaining("LockedFactory");
	}

	@GeneratedClient(EchoClientFactory.class)
	interface EchoClient {

		Channel channel();

	}

	public static final class EchoClientFactory implements ClientFactory<EchoClient> {

		@Override
		public EchoClient create(Channel channel) {
			return () -> channel;
		}

	}

	@GeneratedClient(LockedFactory.class)
	interface LockedClient {

	}

	public static final class LockedFactory implements ClientFactory<LockedClient> {

		private LockedFactory() {
		}

		@Override
		public LockedClient create(Channel channel) {
			throw new AssertionError("never made");
		}

	}

}
