package io.clientconn.autoconfigure;

import io.clientconn.observe.StateListener;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs when a channel cannot reach anybody any more, once until it is ready again, and
 * that it is. Told one state after the other.
 */
final class ChannelStateLog implements StateListener {

	private static final Log logger = LogFactory.getLog(ChannelStateLog.class);

	private final String channel;

	private final String target;

	private boolean failed;

	/**
	 * Makes a log.
	 * @param channel the name of the channel
	 * @param target where it leads
	 */
	ChannelStateLog(String channel, String target) {
		this.channel = channel;
		this.target = target;
	}

	@Override
	public void stateChanged(ConnectivityState state, Status reason) {
		if (state == ConnectivityState.TRANSIENT_FAILURE && !this.failed) {
			this.failed = true;
			logger.warn("gRPC channel '" + this.channel + "' (" + this.target + ") cannot connect and tries again: "
					+ reason.text());
		}
		else if (state == ConnectivityState.READY && this.failed) {
			this.failed = false;
			logger.info("gRPC channel '" + this.channel + "' (" + this.target + ") is connected again");
		}
	}

}
