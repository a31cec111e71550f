package io.clientconn.internal.channel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;

import io.clientconn.balancer.SubConnListener;
import io.clientconn.concurrent.OnSerializer;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every {@link AddrConn} of a channel that still has something to clear away. Owned by
 * the channel's serializer. It knows when the last connection is gone; it never decides
 * which ones there are.
 */
@OnSerializer
final class AddrConns {

	private static final Logger LOG = LoggerFactory.getLogger(AddrConns.class);

	private final ChannelControlSettings settings;

	private final Executor serializer;

	private final ConnectivityTracker tracker;

	private final Runnable requestResolution;

	private final LiveTransports live = new LiveTransports();

	private final Set<AddrConn> all = new LinkedHashSet<>(2);

	private @Nullable Runnable whenGone;

	/** The service whose health is asked for, or null. */
	private @Nullable String healthService;

	/** Whether it was said that a server offers no health checks. */
	private boolean saidNotOffered;

	AddrConns(ChannelControlSettings settings, Executor serializer, ConnectivityTracker tracker,
			Runnable requestResolution) {
		this.settings = settings;
		this.serializer = serializer;
		this.tracker = tracker;
		this.requestResolution = requestResolution;
	}

	AddrConn create(Address address, SubConnListener listener) {
		AddrConn created = new AddrConn(address, listener, this);
		this.all.add(created);
		this.tracker.connectionAdded(created);
		if (this.whenGone != null) {
			created.shutdown();
		}
		return created;
	}

	/**
	 * Takes no new calls on any connection; those that have calls let them finish. For
	 * what a balancer has forgotten: whoever closes one expects that.
	 */
	void shutDownAll() {
		List.copyOf(this.all).forEach(AddrConn::shutdown);
	}

	/**
	 * Ends all connections, and says when the last one is gone.
	 */
	void close(Status reason, Runnable then) {
		this.whenGone = then;
		List.copyOf(this.all).forEach((addrConn) -> addrConn.close(reason));
		tellIfGone();
	}

	/**
	 * Lets every one that pauses try again now. What the balancer does about one may end
	 * others, which then have nothing to reset.
	 */
	void resetBackoff() {
		List.copyOf(this.all).forEach(AddrConn::resetBackoff);
	}

	/**
	 * Gives every connection a successor.
	 */
	void renew() {
		List.copyOf(this.all).forEach(AddrConn::renew);
	}

	/**
	 * Asks for the health of another service from now on, or for none. Posted: a policy
	 * that hears of it must not be in the middle of its work.
	 */
	void askHealthOf(@Nullable String service) {
		if (!Objects.equals(service, this.healthService)) {
			this.healthService = service;
			this.serializer.execute(() -> List.copyOf(this.all).forEach(AddrConn::healthServiceChanged));
		}
	}

	@Nullable String healthService() {
		return this.healthService;
	}

	/**
	 * Said once: the other servers will be of the same kind.
	 */
	void healthNotOffered(AddrConn addrConn, Status answer) {
		if (!this.saidNotOffered) {
			this.saidNotOffered = true;
			LOG.warn(
					"{}: {} offers no health checks, its connections count as healthy; add grpc.health.v1.Health "
							+ "to the servers, or ask for no health. It said {}",
					this.settings.target(), addrConn.address(), answer.text());
		}
	}

	void finished(AddrConn addrConn) {
		// Only the first removal counts: what is gone cannot go again.
		if (this.all.remove(addrConn)) {
			tellIfGone();
		}
	}

	private void tellIfGone() {
		Runnable then = this.whenGone;
		if (then != null && this.all.isEmpty()) {
			then.run();
		}
	}

	LiveTransports live() {
		return this.live;
	}

	ChannelControlSettings settings() {
		return this.settings;
	}

	Executor serializer() {
		return this.serializer;
	}

	ConnectivityTracker tracker() {
		return this.tracker;
	}

	void requestResolution() {
		this.requestResolution.run();
	}

}
