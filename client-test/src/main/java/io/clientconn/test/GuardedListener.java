package io.clientconn.test;

/**
 * Turns what a handler throws into the end of its call. Belongs to the serial events of
 * that call.
 *
 * @param <Q> the request message
 */
final class GuardedListener<Q> implements RequestListener<Q> {

	private final ServedCall<?> call;

	private final RequestListener<Q> next;

	GuardedListener(ServedCall<?> call, RequestListener<Q> next) {
		this.call = call;
		this.next = next;
	}

	@Override
	public void onMessage(Q message) {
		guarded(() -> this.next.onMessage(message));
	}

	@Override
	public void onHalfClose() {
		guarded(this.next::onHalfClose);
	}

	@Override
	public void onReady() {
		guarded(this.next::onReady);
	}

	@Override
	public void onCancel() {
		guarded(this.next::onCancel);
	}

	private void guarded(Runnable event) {
		try {
			event.run();
		}
		catch (Throwable ex) {
			// Assertions too: the caller would wait for ever, and sees them as the cause.
			Handlers.fail(this.call, ex);
		}
	}

}
