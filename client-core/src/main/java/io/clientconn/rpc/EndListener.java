package io.clientconn.rpc;

/**
 * What a {@link ResponseListener} implements too if it has to know at once that its call
 * is over. {@link ResponseListener#onClose} can come much later or, if nobody asks for
 * the messages before it or runs the tasks of the call's executor, never.
 * <p>
 * An interceptor that puts a listener of its own in front hides this one, which then only
 * hears {@code onClose}.
 *
 * @since 0.1.0
 */
public interface EndListener {

	/**
	 * The call is over: its timer is stopped and its connection is free of it. Called
	 * once, before {@code onClose}, inline where the call ended, the connection's event
	 * loop included. Must not block. What it throws is logged and changes nothing.
	 */
	void onEnd();

}
