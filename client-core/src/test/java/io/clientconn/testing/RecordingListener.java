package io.clientconn.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;

import org.jspecify.annotations.Nullable;

/**
 * Writes down what a response listener hears. Thread-safe.
 */
public class RecordingListener implements ResponseListener<String> {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private volatile @Nullable CallOutcome outcome;

	@Override
	public void onHeaders(Metadata headers, PeerInfo peer) {
		this.events.add("headers");
	}

	@Override
	public void onMessage(String message) {
		this.events.add(message);
	}

	@Override
	public void onReady() {
		this.events.add("ready");
	}

	@Override
	public void onClose(CallOutcome outcome) {
		this.events.add("close " + outcome.status().code());
		this.outcome = outcome;
	}

	/**
	 * What was heard, in order.
	 */
	public List<String> events() {
		return List.copyOf(this.events);
	}

	/**
	 * How the call ended.
	 */
	public CallOutcome outcome() {
		CallOutcome known = this.outcome;
		if (known == null) {
			throw new AssertionError("the call has not ended; heard so far: " + this.events);
		}
		return known;
	}

}
