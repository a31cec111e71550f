package io.clientconn.autoconfigure.health;

import java.util.List;
import java.util.function.Supplier;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.ExpiringCertificate;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of one channel as it is at this moment. It never connects, calls or waits.
 * Stateless.
 */
final class ChannelHealthIndicator implements HealthIndicator {

	private final Supplier<ClientConn> conn;

	private final Supplier<List<ExpiringCertificate>> expiring;

	private final ChannelHealth rules;

	ChannelHealthIndicator(Supplier<ClientConn> conn, Supplier<List<ExpiringCertificate>> expiring,
			ChannelHealth rules) {
		this.conn = conn;
		this.expiring = expiring;
		this.rules = rules;
	}

	@Override
	public Health health() {
		ClientConn current = this.conn.get();
		return this.rules.of(current.target(), current.authority(), current.credentials(), current.status(),
				this.expiring.get());
	}

}
