package io.clientconn.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The turns of one client in one row.
 */
final class Runs {

	/** Turns that differ more than this say nothing about time. */
	private static final double MOST_SPREAD = 1.5;

	/** If others use more of the machine than this, they may be what is measured. */
	private static final double MOST_OTHERS = 0.1;

	private final List<Measured> turns = new ArrayList<>();

	private double serverShare;

	private double othersShare;

	private double syscalls = Double.NaN;

	void add(Measured measured, Watch.Busy busy) {
		this.turns.add(measured);
		this.serverShare = Math.max(this.serverShare, busy.server());
		this.othersShare = Math.max(this.othersShare, busy.others());
	}

	void syscalls(double perCall) {
		this.syscalls = perCall;
	}

	double syscalls() {
		return this.syscalls;
	}

	/** The largest part of a core that the server used. */
	double serverShare() {
		return this.serverShare;
	}

	/** The largest part of the machine that was used by somebody else. */
	double othersShare() {
		return this.othersShare;
	}

	boolean isEmpty() {
		return this.turns.isEmpty();
	}

	Measured median() {
		return Measured.median(this.turns);
	}

	/**
	 * The largest over the smallest, of processor time or of rate; not a number if there
	 * is nothing to compare.
	 */
	double spread() {
		if (this.turns.size() < 2) {
			return Double.NaN;
		}
		double cpu = Measured.spread(this.turns, Measured::cpu);
		double rate = Measured.spread(this.turns, Measured::rate);
		return Double.isNaN(rate) ? cpu : Math.max(cpu, rate);
	}

	boolean isAlone() {
		return this.turns.size() < 2;
	}

	boolean isSpread() {
		return spread() > MOST_SPREAD;
	}

	boolean isDisturbed() {
		return this.othersShare > MOST_OTHERS;
	}

	/** Whether times can be relied on. */
	boolean isSteady() {
		return !isAlone() && !isSpread() && !isDisturbed();
	}

}
