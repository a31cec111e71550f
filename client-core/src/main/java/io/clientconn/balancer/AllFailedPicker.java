package io.clientconn.balancer;

import io.clientconn.rpc.Status;

/**
 * Says of a failed pick how many backends failed with it. Immutable.
 */
record AllFailedPicker(Picker picker, int backends) implements Picker {

	@Override
	public PickResult pick(PickArgs args) {
		PickResult result = this.picker.pick(args);
		if (result.kind() != PickResult.Kind.FAIL) {
			return result;
		}
		Status error = result.status();
		return PickResult.fail(error.withDescription(
				"none of " + this.backends + " backends can be used; an error of one: " + error.description()));
	}

	@Override
	public boolean runsAnywhere() {
		return this.picker.runsAnywhere();
	}

}
