package io.clientconn.balancer;

import java.util.concurrent.Executor;

/**
 * Makes calls wait and wakes the balancer for the first of them. Immutable; the wake-up
 * is posted to the serializer, so a pick never enters the balancer's room.
 */
record IdlePicker(Executor serializer, Runnable exitIdle) implements Picker {

	@Override
	public PickResult pick(PickArgs args) {
		this.serializer.execute(this.exitIdle);
		return PickResult.queue();
	}

	@Override
	public boolean runsAnywhere() {
		return true;
	}

	@Override
	public String toString() {
		return "idle";
	}

}
