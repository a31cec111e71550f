package io.clientconn;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.clientconn.observe.ChannelStatus;
import io.clientconn.observe.StateListener;
import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.security.ChannelCredentials;

/**
 * A virtual connection to a service: it resolves the target, keeps connections to its
 * backends, spreads calls over them and reconnects on its own. Make one per service and
 * share it; it is thread-safe and meant to live as long as the application.
 * <p>
 * Nothing is connected before the first call, {@link #connect} or {@link #awaitReady}.
 *
 * @since 0.1.0
 */
public final class ClientConn implements Channel, AutoCloseable {

	private final ChannelParts parts;

	ClientConn(ChannelParts parts) {
		this.parts = parts;
	}

	/**
	 * Starts to describe a connection.
	 * @param target where to, as in {@code dns:///orders:9090},
	 * {@code static:///10.0.0.7:9090,10.0.0.8:9090} or just {@code orders:9090}
	 * @return a builder
	 */
	public static ClientConnBuilder builder(String target) {
		return new ClientConnBuilder(target);
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		return this.parts.calls().newStream(method, options, listener);
	}

	/**
	 * The name of the connection in logs and errors.
	 * @return the name given to the builder, else the target
	 */
	public String name() {
		return this.parts.name();
	}

	/**
	 * The target as it was given.
	 * @return the target
	 */
	public String target() {
		return this.parts.target().text();
	}

	/**
	 * Where callbacks of calls run that choose no executor of their own.
	 * @return the executor given to the builder, else the runtime's
	 */
	public Executor callbackExecutor() {
		return this.parts.callbacks();
	}

	@Override
	public String authority() {
		return this.parts.calls().authority();
	}

	/**
	 * How its connections are secured, for logs and views.
	 * @return the credentials
	 */
	public ChannelCredentials credentials() {
		return this.parts.credentials();
	}

	/**
	 * Secures connections to come with other certificates or keys. Connections that there
	 * are get a successor; when that is ready calls go there, and the old connection ends
	 * with the calls that are on it. If the successor fails the old one stays in use, and
	 * another is tried after a pause. No call fails for it.
	 * @param credentials TLS for a channel with TLS
	 * @throws IllegalArgumentException if the material cannot be used, or if TLS would
	 * begin or end with it; nothing has changed then
	 */
	public void renewCredentials(ChannelCredentials credentials) {
		this.parts.renewCredentials(credentials);
	}

	/**
	 * The state at this moment.
	 * @return the state
	 */
	public ConnectivityState getState() {
		return status().state();
	}

	/**
	 * State, addresses and last errors at this moment. Cheap, and never blocks.
	 * @return the status
	 */
	public ChannelStatus status() {
		return this.parts.status();
	}

	/**
	 * Connects without a call, in the background. Does nothing if it is connected or
	 * trying to.
	 * @throws io.clientconn.rpc.StatusException with
	 * {@link io.clientconn.rpc.StatusCode#CANCELLED} after {@link #close}
	 */
	public void connect() {
		this.parts.connect();
	}

	/**
	 * Connects and waits until a call could go out, trying again as calls would. See also
	 * {@link ClientConnBuilder#failOnPermanentConnectError}.
	 * @param timeout how long to wait at most
	 * @throws io.clientconn.rpc.StatusException with
	 * {@link io.clientconn.rpc.StatusCode#UNAVAILABLE} and the last error if that takes
	 * longer, with {@link io.clientconn.rpc.StatusCode#CANCELLED} after {@link #close} or
	 * if the thread is interrupted (its interrupt flag is set again)
	 */
	public void awaitReady(Duration timeout) {
		this.parts.awaitReady(timeout);
	}

	/**
	 * Waits until the state is another one than the given, if it is not already.
	 * @param from the state to wait for the end of
	 * @param timeout how long to wait at most
	 * @return false if the time is over and the state still the same
	 * @throws io.clientconn.rpc.StatusException with
	 * {@link io.clientconn.rpc.StatusCode#CANCELLED} if the thread is interrupted (its
	 * interrupt flag is set again)
	 */
	public boolean waitForStateChange(ConnectivityState from, Duration timeout) {
		return this.parts.waitForStateChange(from, timeout);
	}

	/**
	 * Tells a listener the present state, and from then on every state that follows, in
	 * order and one at a time, on the executor for callbacks. States that last only
	 * briefly are told too. The listener is told until it is closed or hears
	 * {@link ConnectivityState#SHUTDOWN}, which is the last state.
	 * @param listener the listener
	 * @return a handle to stop it
	 * @throws io.clientconn.rpc.StatusException with
	 * {@link io.clientconn.rpc.StatusCode#CANCELLED} after {@link #close}
	 */
	public StateSubscription watch(StateListener listener) {
		return this.parts.watch(listener);
	}

	/**
	 * Tries every address that is waiting after a failure again now, and starts the
	 * pauses anew with the shortest: for when it is known that the network is back.
	 * Changes nothing where no attempt has failed, nor when names are looked up, and does
	 * nothing after {@link #close}.
	 */
	public void resetConnectBackoff() {
		this.parts.resetConnectBackoff();
	}

	/**
	 * Takes no new calls, which end with {@link io.clientconn.rpc.StatusCode#CANCELLED},
	 * lets those under way finish, and then does what {@link #close} does. Returns when
	 * that is done. Called from a thread of the runtime (an event loop, the timer, a
	 * callback on the default executor), or by a thread that is interrupted, it does not
	 * wait for calls and cuts them off.
	 * @param grace how long to wait for calls; zero or less for not at all
	 */
	public void shutdown(Duration grace) {
		this.parts.shutdown(grace);
	}

	/**
	 * Closes all connections. Calls under way and calls that wait end with
	 * {@link io.clientconn.rpc.StatusCode#CANCELLED}, and so does every call made later.
	 * Returns when everything is given back, after a few seconds at the latest; from a
	 * thread of the runtime (an event loop, the timer, a callback on the default
	 * executor) it returns at once. Further calls do nothing.
	 */
	@Override
	public void close() {
		this.parts.close();
	}

	/**
	 * Lets go of every connection, for example after a change of the network. Calls under
	 * way finish where they are, and new connections take over once they are ready; with
	 * none the channel rests as after its idle timeout, and the next call or
	 * {@link #connect} starts it anew. Does not wait, and does nothing after
	 * {@link #close}.
	 */
	public void enterIdle() {
		this.parts.enterIdle();
	}

	/**
	 * Closes as {@link #close} does, but waits for nothing: for threads that must not
	 * block.
	 * @return completed when the connections are closed; what it runs must not block
	 */
	public CompletionStage<Void> closeAsync() {
		return this.parts.closeAsync();
	}

	@Override
	public String toString() {
		return "ClientConn[" + this.parts.label() + ", " + getState() + "]";
	}

}
