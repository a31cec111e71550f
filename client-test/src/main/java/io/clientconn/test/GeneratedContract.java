package io.clientconn.test;

import java.time.Duration;
import java.util.List;

/**
 * What the contracts of generated client interfaces share: the interface, the messages
 * that tests send and how long they wait.
 *
 * @param <C> the client interface, of any flavour
 */
abstract class GeneratedContract<C> {

	private final Class<C> type;

	GeneratedContract(Class<C> type) {
		this.type = type;
	}

	/**
	 * Makes a message for the tests.
	 * @param message the class of the message
	 * @param number tells messages apart that should differ
	 * @return by default a message whose fields hold the number
	 */
	protected Object sample(Class<?> message, int number) {
		return SampleMessages.of(message, number);
	}

	/**
	 * How long to wait for what should happen at once.
	 * @return by default 20 seconds
	 */
	protected Duration patience() {
		return Duration.ofSeconds(Probe.PATIENCE_SECONDS);
	}

	final List<ClientMethod> methods() {
		return ClientMethod.of(this.type);
	}

	final String name() {
		return this.type.getSimpleName();
	}

}
