package io.clientconn.internal.channel;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.BalancerUpdate;
import io.clientconn.balancer.GracefulSwitch;
import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConn;
import io.clientconn.balancer.SubConnListener;
import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.concurrent.Serializer;
import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.route.RouteSnapshot;
import io.clientconn.internal.route.RouteTable;
import io.clientconn.resolver.Address;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the resolver found into what calls see: the service config in force and the
 * picker of the policy that it names. Owned by the channel's serializer. Errors become
 * pickers; it never throws one at a call, and never drops a service config that works for
 * one that does not.
 */
@OnSerializer
final class LoadBalancing implements BalancerHost {

	private static final Logger LOG = LoggerFactory.getLogger(LoadBalancing.class);

	private final ChannelControlSettings settings;

	private final Serializer serializer;

	private final RouteTable routes;

	private final ConnectivityTracker tracker;

	private final AddrConns addrConns;

	private final GracefulSwitch policies = new GracefulSwitch(this);

	/** What was in force before the channel rested; better than none at all. */
	private final @Nullable ServiceConfig previous;

	/** The service config in force, null before the first one. */
	private @Nullable ServiceConfig serviceConfig;

	private @Nullable PolicyChoice choice;

	private ConnectivityState state = ConnectivityState.CONNECTING;

	private Picker picker = Picker.always(PickResult.queue());

	/** Whether calls have seen the service config in force. */
	private boolean serviceConfigPublished;

	private boolean closed;

	LoadBalancing(ChannelControlSettings settings, Serializer serializer, RouteTable routes,
			ConnectivityTracker tracker, AddrConns addrConns, @Nullable ServiceConfig previous) {
		this.settings = settings;
		this.serializer = serializer;
		this.routes = routes;
		this.tracker = tracker;
		this.addrConns = addrConns;
		this.previous = previous;
	}

	/**
	 * The service config to fall back on after the channel has rested.
	 */
	@Nullable ServiceConfig lastServiceConfig() {
		return (this.serviceConfig != null) ? this.serviceConfig : this.previous;
	}

	/**
	 * Takes what the resolver found.
	 * @return {@link Status#OK}, or why it is of no use
	 */
	Status accept(ResolutionResult result) {
		if (this.closed) {
			return Status.OK;
		}
		boolean ignored = this.settings.serviceConfigDisabled();
		Status problem = ignored ? Status.OK : result.error();
		if (problem.isOk()) {
			ServiceConfig found = ignored ? null : result.serviceConfig();
			problem = use((found != null) ? found : fallback());
		}
		if (this.choice == null && this.previous != null) {
			use(this.previous);
		}
		PolicyChoice inForce = this.choice;
		if (inForce == null) {
			return refuse(problem);
		}
		Status verdict = this.policies.accept(new BalancerUpdate(result.endpoints(), inForce.settings()));
		publishServiceConfig();
		return problem.isOk() ? verdict : problem;
	}

	/**
	 * Name resolution failed. Without a service config yet the default one comes into
	 * force: calls that do not wait must fail, and for that they need one.
	 */
	void resolutionFailed(Status error) {
		if (this.closed) {
			return;
		}
		Status problem = (this.choice == null) ? use(fallback()) : Status.OK;
		if (!problem.isOk()) {
			refuse(problem);
			return;
		}
		this.policies.resolverError(ConnectFailure.unavailable(error));
		publishServiceConfig();
	}

	private ServiceConfig fallback() {
		ServiceConfig known = lastServiceConfig();
		if (known != null) {
			return known;
		}
		ServiceConfig byDefault = this.settings.defaultServiceConfig();
		return (byDefault != null) ? byDefault : ServiceConfig.EMPTY;
	}

	/**
	 * Brings a service config into force.
	 * @return {@link Status#OK}, or why it cannot be used; then nothing has changed
	 */
	private Status use(ServiceConfig next) {
		if (Objects.equals(this.serviceConfig, next)) {
			return Status.OK;
		}
		PolicyChoice chosen;
		try {
			chosen = PolicyChoice.of(next, this.settings.balancers(), this.settings.defaultPolicy());
		}
		catch (IllegalArgumentException ex) {
			return Status.unavailable(String.valueOf(ex.getMessage()));
		}
		PolicyChoice before = this.choice;
		ServiceConfig inForce = this.serviceConfig;
		this.serviceConfig = next;
		this.serviceConfigPublished = false;
		this.choice = chosen;
		if (before == null || before.provider() != chosen.provider()) {
			try {
				this.policies.switchTo(chosen.provider());
			}
			catch (RuntimeException ex) {
				this.serviceConfig = inForce;
				this.choice = before;
				return cannotBeMade(chosen, ex);
			}
		}
		this.addrConns.askHealthOf(this.settings.health().serviceUnder(next));
		return Status.OK;
	}

	private Status cannotBeMade(PolicyChoice chosen, RuntimeException ex) {
		String policy = chosen.provider().policyName();
		LOG.error("{}: load balancing policy {} cannot be made", this.settings.target(), policy, ex);
		return Status.unavailable("load balancing policy " + policy + " cannot be made: " + ex).withCause(ex);
	}

	/**
	 * There has been no usable service config yet: no call can know what it may do.
	 */
	private Status refuse(Status problem) {
		Status error = Status.unavailable("error parsing service config: "
				+ ((problem.description() != null) ? problem.description() : problem.code()));
		this.tracker.broken(error);
		publishTo(ServiceConfig.EMPTY, ConnectivityState.TRANSIENT_FAILURE, Picker.always(PickResult.drop(error)));
		return error;
	}

	/**
	 * A policy with nothing new to say keeps its picker, but calls must see a new service
	 * config all the same.
	 */
	private void publishServiceConfig() {
		if (!this.serviceConfigPublished && !this.closed) {
			publish(this.state, this.picker);
		}
	}

	@Override
	public void publish(ConnectivityState newState, Picker newPicker) {
		this.serializer.checkOwner();
		ServiceConfig inForce = this.serviceConfig;
		if (this.closed || inForce == null) {
			return;
		}
		this.state = newState;
		this.picker = newPicker;
		this.serviceConfigPublished = true;
		publishTo(inForce, newState, newPicker);
	}

	private void publishTo(ServiceConfig config, ConnectivityState newState, Picker newPicker) {
		this.routes.publish(RouteSnapshot.of(config, newPicker, newState));
		this.tracker.channelState(newState);
	}

	@Override
	public SubConn newSubConn(Address address, SubConnListener listener) {
		this.serializer.checkOwner();
		AddrConn created = this.addrConns.create(address, listener);
		if (this.closed) {
			created.shutdown();
		}
		return created;
	}

	@Override
	public void requestResolution() {
		this.addrConns.requestResolution();
	}

	@Override
	public Executor serializer() {
		return this.serializer;
	}

	@Override
	public Scheduler scheduler() {
		return this.settings.scheduler();
	}

	@Override
	public RandomGenerator random() {
		return this.settings.random();
	}

	void exitIdle() {
		if (this.choice != null && !this.closed) {
			this.policies.exitIdle();
		}
	}

	/**
	 * Fails every call from now on: something that must not happen has happened.
	 */
	void breakDown(Status error) {
		ServiceConfig inForce = this.serviceConfig;
		this.closed = true;
		this.tracker.broken(error);
		publishTo((inForce != null) ? inForce : ServiceConfig.EMPTY, ConnectivityState.TRANSIENT_FAILURE,
				Picker.always(PickResult.drop(error)));
	}

	/**
	 * Ends the policy; its connections drain.
	 */
	void close() {
		this.closed = true;
		this.policies.close();
	}

	@Override
	public String toString() {
		return "load balancing by " + this.policies;
	}

}
