package io.clientconn.balancer;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.concurrent.AnyThread;

/**
 * Asks other pickers in turn. Any number of threads; the turn is an atomic counter, the
 * rest immutable.
 */
@AnyThread
final class RoundRobinPicker implements Picker {

	private final Picker[] pickers;

	private final boolean runsAnywhere;

	private final AtomicInteger turn;

	RoundRobinPicker(List<Picker> pickers, int start) {
		this.pickers = pickers.toArray(Picker[]::new);
		this.runsAnywhere = pickers.stream().allMatch(Picker::runsAnywhere);
		this.turn = new AtomicInteger(start);
	}

	@Override
	public PickResult pick(PickArgs args) {
		// Unsigned: the counter may wrap around.
		int index = Integer.remainderUnsigned(this.turn.getAndIncrement(), this.pickers.length);
		return this.pickers[index].pick(args);
	}

	@Override
	public boolean runsAnywhere() {
		return this.runsAnywhere;
	}

	@Override
	public String toString() {
		return "in turn " + List.of(this.pickers);
	}

}
