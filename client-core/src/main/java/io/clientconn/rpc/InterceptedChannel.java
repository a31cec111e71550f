package io.clientconn.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A channel with one interceptor in front. Immutable. Of its own it only cancels the
 * calls that an interceptor opened before it threw, as nobody else holds their streams.
 */
final class InterceptedChannel implements Channel {

	private final ClientInterceptor interceptor;

	private final Channel next;

	InterceptedChannel(ClientInterceptor interceptor, Channel next) {
		this.interceptor = interceptor;
		this.next = next;
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		Opening opening = new Opening(this.next);
		try {
			return this.interceptor.newStream(method, options, listener, opening);
		}
		catch (RuntimeException | Error ex) {
			opening.cancelFor(ex);
			throw ex;
		}
		finally {
			opening.end();
		}
	}

	@Override
	public String authority() {
		return this.next.authority();
	}

	@Override
	public String toString() {
		return this.interceptor + " > " + this.next;
	}

	/**
	 * The rest of the chain as an interceptor sees it. Remembers what is opened through
	 * it while the interceptor runs, on the thread that starts the call; its fields are
	 * that thread's own. An interceptor may keep it; from then on it only hands on.
	 */
	private static final class Opening implements Channel {

		private final Channel next;

		private final Thread caller = Thread.currentThread();

		private @Nullable Opened newest;

		private boolean over;

		Opening(Channel next) {
			this.next = next;
		}

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener) {
			ClientStream<Q> stream = this.next.newStream(method, options, listener);
			if (Thread.currentThread() == this.caller && !this.over) {
				this.newest = new Opened(stream, this.newest);
			}
			return stream;
		}

		void cancelFor(Throwable thrown) {
			for (Opened each = this.newest; each != null; each = each.older) {
				try {
					each.stream.cancel("an interceptor failed to start the call", thrown);
				}
				catch (RuntimeException | Error ex) {
					if (ex != thrown) {
						thrown.addSuppressed(ex);
					}
				}
			}
		}

		void end() {
			this.over = true;
			this.newest = null;
		}

		@Override
		public String authority() {
			return this.next.authority();
		}

		@Override
		public String toString() {
			return this.next.toString();
		}

	}

	private record Opened(ClientStream<?> stream, @Nullable Opened older) {
	}

}
