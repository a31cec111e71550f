package io.clientconn;

import java.time.Duration;

import io.clientconn.observe.ChannelStatus;
import io.clientconn.resolver.Target;
import io.clientconn.rpc.Channel;

/**
 * What a {@link ClientConn} is made of.
 */
@SuppressWarnings("DoNotCallSuggester")
final class ChannelParts {

	private ChannelParts() {
	}

	static ClientConn wire(ClientConnBuilder builder) {
		throw new IllegalStateException("wired once the control plane and the transport are there");
	}

	Channel calls() {
		throw new IllegalStateException();
	}

	String name() {
		throw new IllegalStateException();
	}

	String label() {
		throw new IllegalStateException();
	}

	Target target() {
		throw new IllegalStateException();
	}

	ChannelStatus status() {
		throw new IllegalStateException();
	}

	void connect() {
		throw new IllegalStateException();
	}

	void awaitReady(Duration timeout) {
		throw new IllegalStateException();
	}

	void close() {
		throw new IllegalStateException();
	}

}
