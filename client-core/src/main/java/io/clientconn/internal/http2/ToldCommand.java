package io.clientconn.internal.http2;

/**
 * Does what it is told.
 */
final class ToldCommand extends LinkedCommand {

	private final Action action;

	ToldCommand(Action action) {
		this.action = action;
	}

	@Override
	public void applyTo(Http2Connection connection) {
		this.action.applyTo(connection);
	}

}
