package io.clientconn.balancer;

import io.clientconn.rpc.Status;

/**
 * Answers every call the same. Immutable.
 */
record FixedPicker(PickResult result) implements Picker {

	/** Every call waits for the next picker. */
	static final FixedPicker QUEUE = new FixedPicker(PickResult.queue());

	/** Every call fails, unless it waits for ready. */
	static FixedPicker fail(Status status) {
		return new FixedPicker(PickResult.fail(status));
	}

	@Override
	public PickResult pick(PickArgs args) {
		return this.result;
	}

	@Override
	public boolean runsAnywhere() {
		return true;
	}

	@Override
	public String toString() {
		return "always " + this.result;
	}

}
