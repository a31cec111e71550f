package io.clientconn.autoconfigure.health;

import java.util.function.Supplier;

import io.clientconn.ClientConn;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of one channel as it is at this moment. It never connects, calls or waits.
 * Stateless.
 */
final class ChannelHealthIndicator implements HealthIndicator {

	private final Supplier<ClientConn> conn;

	private final ChannelHealth rules;

	ChannelHealthIndicator(Supplier<ClientConn> conn, ChannelHealth rules) {
		this.conn = conn;
		this.rules = rules;
	}

	@Override
	public Health health() {
		ClientConn current = this.conn.get();
		return this.rules.of(current.target(), current.authority(), current.credentials().toString(), current.status());
	}

}
