package io.clientconn.internal.call;

import java.util.Objects;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.config.MethodConfig;
import io.clientconn.config.ServiceConfig;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;

import org.jspecify.annotations.Nullable;

/**
 * What is in force for one call: what the channel says, what its options ask for, and
 * what the service config says about its method, which may change while it looks for a
 * connection.
 * <p>
 * Only that last part changes; it is written by the thread that picks and read by
 * everybody. What follows from a change goes into the call serializer.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
@AnyThread
abstract class ConfiguredCall<Q, R> extends TimedCall {

	final CallEnvironment environment;

	final MethodDescriptor<Q, R> method;

	final RpcOptions options;

	/** Written by the picking thread, before the pick's answer goes in. */
	private volatile MethodConfig config = MethodConfig.NONE;

	ConfiguredCall(CallEnvironment environment, MethodDescriptor<Q, R> method, RpcOptions options) {
		super(environment.scheduler());
		this.environment = environment;
		this.method = method;
		this.options = options;
	}

	/**
	 * Requests must not be larger from now on, nor may those that wait be. Inside.
	 */
	abstract void limitRequests(int maxRequestBytes);

	/**
	 * Takes a service config into account. On the picking thread.
	 * @return false if the call is over
	 */
	final boolean configured(ServiceConfig serviceConfig) {
		MethodConfig found = serviceConfig.method(this.method.fullName());
		if (!Objects.equals(found, this.config)) {
			this.config = found;
			if (found.timeout() != null) {
				post(() -> limitTo(CallSettings.timeoutNanos(found)));
			}
			if (found.maxRequestBytes() >= 0) {
				post(() -> limitRequests(found.maxRequestBytes()));
			}
		}
		return !isOver();
	}

	final boolean waitsForReady() {
		return CallSettings.waitForReady(this.environment.defaults(), this.config, this.options);
	}

	final int maxInboundSize() {
		return CallSettings.maxInboundSize(this.environment.defaults(), this.config, this.options);
	}

	final int maxOutboundSize() {
		return CallSettings.maxOutboundSize(this.environment.defaults(), this.config, this.options);
	}

	final @Nullable RetryPolicy retryPolicy() {
		return CallSettings.retryPolicy(this.config, this.options);
	}

	final CallEnvironment environment() {
		return this.environment;
	}

	final MethodDescriptor<Q, R> method() {
		return this.method;
	}

	final RpcOptions options() {
		return this.options;
	}

	@Override
	final Scheduler scheduler() {
		return this.environment.scheduler();
	}

}
