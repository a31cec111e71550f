package io.clientconn.autoconfigure;

/**
 * Somebody asked for a channel that is not configured. The text names the channels there
 * are, and the one that was probably meant.
 *
 * @since 0.1.0
 */
public final class UnknownChannelException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	UnknownChannelException(String message) {
		super(message);
	}

}
