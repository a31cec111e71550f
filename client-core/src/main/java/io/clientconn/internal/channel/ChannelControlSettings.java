package io.clientconn.internal.channel;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.config.BackoffPolicy;
import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.health.HealthChecks;
import io.clientconn.observe.ChannelObserver;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.Target;
import io.clientconn.transport.TransportFactory;
import org.jspecify.annotations.Nullable;

/**
 * All that the control plane of one channel needs from outside. Immutable.
 *
 * @param target what to connect to, checked by its provider
 * @param authority the authority of calls that choose none
 * @param authorityIsFixed whether it is the user's own, which a server name that the
 * resolver gives to an address does not replace
 * @param resolver serves the target's scheme
 * @param balancers the policies that exist
 * @param defaultPolicy the policy if no service config names one
 * @param defaultServiceConfig the service config until the resolver brings one, or null
 * @param serviceConfigDisabled whether what the resolver brings is ignored
 * @param backoff the pauses between attempts to connect to one address
 * @param minConnectTimeoutNanos how long an attempt may take at least
 * @param idleTimeoutNanos how long the channel is without calls before it rests; 0 for
 * ever
 * @param transports makes connections
 * @param scheduler time
 * @param controlExecutor where the channel's serializer and the user's pickers run
 * @param offloadExecutor where look-ups block
 * @param random for jitter and shuffling; used in the serializer only
 * @param observer hears what happens
 * @param health whether servers are asked for their health
 */
public record ChannelControlSettings(Target target, String authority, boolean authorityIsFixed,
		ResolverProvider resolver, BalancerRegistry balancers, String defaultPolicy,
		@Nullable ServiceConfig defaultServiceConfig, boolean serviceConfigDisabled, BackoffPolicy backoff,
		long minConnectTimeoutNanos, long idleTimeoutNanos, TransportFactory transports, Scheduler scheduler,
		Executor controlExecutor, Executor offloadExecutor, RandomGenerator random, ChannelObserver observer,
		HealthChecks health) {

}
