package io.clientconn.internal.channel;

import java.net.SocketAddress;

import io.clientconn.observe.ChannelObserver;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what an observer throws away from the channel. Stateless; never drops an event.
 */
final class GuardedObserver implements ChannelObserver {

	private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

	private final ChannelObserver observer;

	private GuardedObserver(ChannelObserver observer) {
		this.observer = observer;
	}

	static ChannelObserver of(ChannelObserver observer) {
		return (observer == ChannelObserver.NONE) ? observer : new GuardedObserver(observer);
	}

	@Override
	public void channelState(ConnectivityState state, Status reason) {
		guard(() -> this.observer.channelState(state, reason));
	}

	@Override
	public void resolutionFailed(Status error) {
		guard(() -> this.observer.resolutionFailed(error));
	}

	@Override
	public void connectionState(SocketAddress address, ConnectivityState state, Status reason) {
		guard(() -> this.observer.connectionState(address, state, reason));
	}

	private void guard(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			LOG.warn("Observer {} failed; the channel goes on", this.observer, ex);
		}
	}

}
