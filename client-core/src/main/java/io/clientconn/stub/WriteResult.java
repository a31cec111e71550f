package io.clientconn.stub;

/**
 * What became of a message that was to be written within a time.
 *
 * @since 0.1.0
 */
public enum WriteResult {

	/** It is on its way. */
	SENT,
	/** The time passed before the call could take it; it may be tried again. */
	NOT_READY,
	/** The server ended the call with success: no message will be taken any more. */
	CALL_OVER

}
