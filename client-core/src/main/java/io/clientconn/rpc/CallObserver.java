package io.clientconn.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Looks on while one call makes its attempts, and may add headers to each of them: for
 * metrics and traces that tell attempts apart, which interceptors cannot. See
 * {@link RpcOptions#observer}.
 * <p>
 * Trusted code: it runs inline where the event happens, the connection's event loop
 * included, and must not block. What it throws is logged and changes nothing.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallObserver {

	/**
	 * An attempt has a connection and is about to send its headers. A call that never
	 * gets that far makes no attempt. Attempts of one call start one after another.
	 * @param attempt what is known about it
	 * @param headers the custom headers that it will send, to add to or to change
	 * @return hears what becomes of it, or null if nobody wants to know
	 */
	@Nullable AttemptObserver attemptStarted(AttemptInfo attempt, Metadata.Builder headers);

}
