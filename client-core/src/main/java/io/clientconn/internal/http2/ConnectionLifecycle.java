package io.clientconn.internal.http2;

import javax.net.ssl.SSLSession;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;
import io.clientconn.transport.TransportListener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one connection from the first connect to the end, and tells its listener.
 * <p>
 * Owned by the event loop. It is one-shot: it never reconnects. Whatever ends it goes
 * through one method, so the streams end before the listener hears {@code closed}, and
 * the first reason stands.
 */
@OnEventLoop
final class ConnectionLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(ConnectionLifecycle.class);

	/** How long the last bytes may take before the socket is closed regardless. */
	private static final long CLOSE_TIMEOUT_NANOS = 1_000_000_000L;

	private final ConnectionState state = new ConnectionState();

	private final Http2Transport transport;

	private final TransportListener listener;

	private final ConnectionTexts texts;

	private final StreamTable table;

	private final StreamLifecycle streams;

	private final Outbound outbound;

	private final Scheduler scheduler;

	private final ControlBuffer control;

	private final LoopPass pass;

	private final KeepaliveTimer keepalive;

	private @Nullable Channel channel;

	private Scheduler.@Nullable Timer timer;

	private @Nullable Status reason;

	private boolean active;

	private boolean closeAfterWrite;

	/** Why nothing can be written any more; there may be something to read. */
	private @Nullable Throwable outputFailure;

	private boolean toldClosed;

	ConnectionLifecycle(Surroundings surroundings, StreamTable table, StreamLifecycle streams, Outbound outbound) {
		this.transport = surroundings.transport();
		this.listener = surroundings.listener();
		this.texts = surroundings.texts();
		this.scheduler = surroundings.scheduler();
		this.control = surroundings.control();
		this.pass = surroundings.pass();
		this.keepalive = surroundings.keepalive();
		this.table = table;
		this.streams = streams;
		this.outbound = outbound;
	}

	/**
	 * A channel exists, connected or not. Starts the clock.
	 */
	void created(ChannelFuture connecting) {
		this.channel = connecting.channel();
		this.channel.closeFuture().addListener((future) -> {
			// A connect that failed may close the channel before it says why; then
			// connectFailed follows.
			if (connecting.isDone() || this.state.isClosed()) {
				channelClosed(connecting);
			}
		});
		this.timer = schedule((connection) -> connection.lifecycle().timedOut(), this.texts.timeoutNanos());
	}

	/** TLS closes the channel first and then says why. */
	private void channelClosed(ChannelFuture connecting) {
		if (this.state.isClosed()) {
			gone(connecting.cause());
			return;
		}
		this.control.post(Command.of((connection) -> connection.lifecycle().gone(connecting.cause())));
	}

	/**
	 * There will be no connection, and perhaps not even a channel.
	 */
	void connectFailed(Throwable cause) {
		gone(cause);
		closeChannel();
	}

	/**
	 * TCP is connected to a proxy.
	 */
	void tunnels() {
		this.state.tunnels();
	}

	/**
	 * TLS begins.
	 */
	void handshakes() {
		this.state.handshakes();
	}

	/**
	 * The proxy or TLS said no.
	 */
	void unusable(Status why) {
		end(new Ending(why, null, CallOutcome.Origin.TRANSPORT));
	}

	/**
	 * Bytes can be exchanged.
	 */
	void connected(ChannelHandlerContext context, TransportSettings settings, int extraConnectionWindow) {
		this.state.connected();
		this.active = true;
		if (this.state.isClosed()) {
			return;
		}
		this.outbound.frames().preface(settings);
		if (extraConnectionWindow > 0) {
			this.outbound.frames().windowUpdate(0, extraConnectionWindow);
		}
		Channel connected = context.channel();
		SSLSession session = TlsGate.session(connected.pipeline());
		if (session != null) {
			this.streams.checkAuthorities(AuthorityCheck.of(session));
		}
		this.transport.connected(new PeerInfo(connected.remoteAddress(), connected.localAddress(), session));
	}

	/**
	 * Whether only SETTINGS may come now.
	 */
	boolean awaitsFirstSettings() {
		return this.state.phase() == ConnectionState.Phase.AWAITING_SETTINGS;
	}

	/**
	 * The first SETTINGS are applied: calls may go out.
	 */
	void firstSettings() {
		boolean first = this.state.settings();
		if (first && this.outputFailure != null) {
			broken(this.outputFailure);
		}
		else if (first) {
			cancelTimer();
			this.keepalive.start();
			this.listener.ready();
		}
	}

	void notSettings(String frame) {
		end(new Ending(this.texts.notSettings(frame), Http2Error.PROTOCOL_ERROR, CallOutcome.Origin.TRANSPORT));
	}

	void notHttp2(String firstBytes) {
		unusable(this.texts.notHttp2(firstBytes));
	}

	void goAway(GoAway goAway) {
		if (goAway.isTooManyPings()) {
			this.keepalive.slowDown(this.texts.peer());
		}
		switch (this.state.goAway(goAway)) {
			case DRAIN -> {
				drain(this.texts.draining(goAway), this.texts.rejected(goAway));
				refuseAbove(goAway);
			}
			case NARROW -> refuseAbove(goAway);
			case VIOLATION -> violated(Http2Error.PROTOCOL_ERROR, "GOAWAY with a last stream id that grows or is even");
		}
	}

	private void refuseAbove(GoAway goAway) {
		this.streams.endAbove(goAway.lastStreamId(),
				StreamOutcome.transport(this.texts.rejected(goAway), Progress.REFUSED, goAway.errorCode()));
	}

	/**
	 * The peer gave no sign of life although it was asked.
	 */
	void keepaliveFailed(long timeoutNanos) {
		end(new Ending(this.texts.keepaliveFailed(timeoutNanos, this.state.received()), Http2Error.NO_ERROR,
				CallOutcome.Origin.TRANSPORT));
	}

	/**
	 * The peer broke the protocol in a way that ends the connection.
	 */
	void violated(Http2Error code, String what) {
		end(new Ending(this.texts.violated(what, this.state.received()), code, CallOutcome.Origin.TRANSPORT));
	}

	/**
	 * The socket failed.
	 */
	void broken(@Nullable Throwable cause) {
		lost(cause);
		closeChannel();
	}

	/**
	 * Writing failed. Trailers and a GOAWAY that came before are still to be read; a peer
	 * that does not close behind them has a second.
	 */
	void outputFailed(Throwable cause) {
		if (this.outputFailure != null || this.state.isClosed()) {
			return;
		}
		this.outputFailure = cause;
		this.outbound.replies().outputFailed();
		if (this.state.drain()) {
			Status lost = this.texts.lost(cause, null);
			drain(lost, lost);
		}
		cancelTimer();
		this.timer = schedule((connection) -> connection.lifecycle().broken(cause), CLOSE_TIMEOUT_NANOS);
	}

	private void drain(Status why, Status refusal) {
		this.reason = why;
		this.listener.draining(why);
		this.streams.refuse(refusal);
	}

	/**
	 * An invariant of ours is broken: nothing on this connection can be trusted.
	 */
	void bug(Throwable cause) {
		LOG.error("connection to {} failed", this.texts.peer(), cause);
		end(new Ending(this.texts.bug(cause), Http2Error.INTERNAL_ERROR, CallOutcome.Origin.TRANSPORT));
	}

	void shutdown(Status reason) {
		if (!this.state.isReady() && !this.state.isDraining()) {
			close(reason);
			return;
		}
		if (this.state.drain()) {
			this.reason = reason;
			this.streams.refuse(reason);
		}
	}

	void close(Status reason) {
		end(new Ending(this.texts.closing(reason, this.state.received()), Http2Error.NO_ERROR,
				CallOutcome.Origin.LOCAL));
	}

	/**
	 * Events were handled: numbers may have run out, or the last stream may have ended.
	 */
	void afterEvents() {
		if (this.table.isExhausted() && this.state.drain()) {
			drain(this.texts.exhausted(), this.texts.exhausted());
		}
		if (this.state.isDraining() && this.table.isEmpty() && this.reason != null && this.outputFailure == null) {
			end(new Ending(this.reason, Http2Error.NO_ERROR, CallOutcome.Origin.LOCAL));
		}
	}

	/**
	 * The pass is flushed: if the connection is over, so is its socket.
	 */
	void afterWrite() {
		if (!this.closeAfterWrite) {
			return;
		}
		this.closeAfterWrite = false;
		ChannelPromise written = this.outbound.writer().flushAll();
		if (written == null) {
			closeChannel();
			return;
		}
		this.timer = schedule((connection) -> connection.lifecycle().closeChannel(), CLOSE_TIMEOUT_NANOS);
		written.addListener(ChannelFutureListener.CLOSE);
	}

	private void timedOut() {
		switch (this.state.phase()) {
			case CONNECTING -> unusable(this.texts.connectTimedOut());
			case TUNNELLING -> unusable(this.texts.tunnelTimedOut());
			case HANDSHAKING -> unusable(this.texts.handshakeTimedOut());
			case AWAITING_SETTINGS ->
				end(new Ending(this.texts.noSettings(), Http2Error.SETTINGS_TIMEOUT, CallOutcome.Origin.TRANSPORT));
			case READY, DRAINING, CLOSED -> {
				// The timer lost a race against the event that cancelled it.
			}
		}
	}

	private void lost(@Nullable Throwable thrown) {
		Throwable cause = (thrown != null) ? thrown : this.outputFailure;
		end(new Ending(this.texts.lostIn(this.state.phase(), cause, this.state.received()), null,
				CallOutcome.Origin.TRANSPORT));
	}

	private void end(Ending ending) {
		if (this.state.close() == ConnectionState.Phase.CLOSED) {
			return;
		}
		cancelTimer();
		this.keepalive.stop();
		this.reason = ending.status();
		long code = ending.http2Error(this.state.received());
		// Before anything that may fail: nothing may keep the socket open.
		this.closeAfterWrite = true;
		FirstFailure failure = new FirstFailure();
		failure.run(() -> sayGoodbye(ending));
		failure.run(() -> this.streams.refuse(ending.status()));
		failure.run(() -> this.streams.endAbove(0,
				new StreamOutcome(ending.status(), Metadata.EMPTY, Progress.PROCESSED, ending.origin(), code)));
		failure.rethrow();
	}

	private void sayGoodbye(Ending ending) {
		if (this.active && ending.goAway() != null) {
			this.outbound.frames().goAway(ending.goAway(), ending.goAwayText());
		}
	}

	private void closeChannel() {
		// One that could not even be made has no loop to close it on.
		if (this.channel != null && this.channel.isRegistered()) {
			ChannelFuture unused = this.channel.close();
		}
	}

	/**
	 * The channel is closed.
	 */
	private void gone(@Nullable Throwable cause) {
		if (this.toldClosed) {
			return;
		}
		this.toldClosed = true;
		this.pass.begin();
		try {
			lost(cause);
		}
		finally {
			this.closeAfterWrite = false;
			cancelTimer();
			this.outbound.writer().discard();
			this.listener.closed((this.reason != null) ? this.reason : this.texts.lost(null, null));
			this.pass.end();
		}
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	private Scheduler.Timer schedule(Command.Action action, long nanos) {
		return this.scheduler.schedule(() -> this.control.post(Command.of(action)), nanos);
	}

	@Override
	public String toString() {
		return "Connection[" + this.texts.peer() + ", " + this.state + ", " + this.table + "]";
	}

}
