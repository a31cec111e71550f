package io.clientconn.balancer;

/**
 * Chooses a connection for each call. Runs on the threads that make calls, several at a
 * time; immutable apart from a counter; must not block. A picker that the balancer
 * publishes replaces the one before.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Picker {

	/**
	 * Chooses.
	 * @param args the call
	 * @return what to do with it
	 */
	PickResult pick(PickArgs args);

	/**
	 * Whether this picker is so short and harmless that it may run on any thread, event
	 * loops included. Pickers of users say no.
	 * @return true for the built-in ones
	 */
	default boolean runsAnywhere() {
		return false;
	}

	/**
	 * A picker that answers every call the same, and may run anywhere.
	 * @param result the answer
	 * @return the picker
	 */
	static Picker always(PickResult result) {
		return new FixedPicker(result);
	}

}
