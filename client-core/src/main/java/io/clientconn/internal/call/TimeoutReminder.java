package io.clientconn.internal.call;

import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once per channel that a unary call went out without a timeout: a server that never
 * answers holds such a call, and whoever waits for it, for ever. Streams may well be
 * meant to last.
 */
@AnyThread
public final class TimeoutReminder {

	private static final Logger LOG = LoggerFactory.getLogger(TimeoutReminder.class);

	private final String label;

	private final AtomicBoolean said = new AtomicBoolean();

	/**
	 * Makes a reminder that has said nothing yet.
	 * @param label name and target of the channel
	 */
	public TimeoutReminder(String label) {
		this.label = label;
	}

	void noTimeout(MethodDescriptor<?, ?> method) {
		// The first look spares the calls that come later a write.
		if (method.kind() == Kind.UNARY && !this.said.get() && this.said.compareAndSet(false, true)) {
			LOG.warn("{}: {} is called without a timeout and waits for ever if the server does not answer. Set "
					+ "default.deadline or ClientConnBuilder.defaultTimeout for the channel, or RpcOptions.timeout for "
					+ "the call. This is said once per channel.", this.label, method.path());
		}
	}

}
