package io.clientconn.balancer;

import java.util.Objects;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Goes from one policy to another without a gap: the old one serves calls until the new
 * one has something to say, or until the old one is of no use any more. Owned by the
 * channel's serializer. It never has more than two policies; of several switches in a row
 * only the last counts.
 *
 * @since 0.1.0
 */
@OnSerializer
public final class GracefulSwitch implements Balancer {

	private final BalancerHost host;

	private @Nullable Child current;

	private @Nullable Child pending;

	private boolean closed;

	/**
	 * Makes a balancer without a policy.
	 * @param host what it may ask of its channel
	 */
	public GracefulSwitch(BalancerHost host) {
		this.host = host;
	}

	/**
	 * Starts to use a policy: at once if it is the first, otherwise as soon as it is as
	 * good as the one in use.
	 * @param provider makes the policy
	 * @throws RuntimeException if it fails to; then nothing has changed
	 */
	public void switchTo(BalancerProvider provider) {
		Child created = new Child(provider);
		Child before = this.pending;
		boolean first = this.current == null;
		if (first) {
			this.current = created;
		}
		else {
			this.pending = created;
		}
		try {
			created.balancer = Objects.requireNonNull(provider.create(created.host),
					"the provider of policy " + provider.policyName() + " answered null");
		}
		catch (RuntimeException ex) {
			created.host.close();
			this.current = first ? null : this.current;
			this.pending = before;
			throw ex;
		}
		retire(before);
	}

	@Override
	public Status accept(BalancerUpdate update) {
		return latest().accept(update);
	}

	@Override
	public void resolverError(Status error) {
		latest().resolverError(error);
	}

	@Override
	public void exitIdle() {
		if (!this.closed) {
			latest().exitIdle();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		// Both are cut off before either is asked: one that throws must not save the
		// other.
		Child first = this.current;
		Child second = this.pending;
		if (second != null) {
			second.host.close();
		}
		if (first != null) {
			first.host.close();
			first.balancer().close();
		}
		if (second != null) {
			second.balancer().close();
		}
	}

	private Balancer latest() {
		Child child = (this.pending != null) ? this.pending : this.current;
		if (child == null) {
			throw new IllegalStateException("no policy yet: switchTo comes first");
		}
		return child.balancer();
	}

	private void published(Child child) {
		if (child == this.current) {
			if (this.pending != null && child.host.state() != ConnectivityState.READY) {
				swap(this.pending);
			}
			else {
				this.host.publish(child.host.state(), child.host.picker());
			}
		}
		else if (child == this.pending && (child.host.state() != ConnectivityState.CONNECTING || !isCurrentReady())) {
			swap(child);
		}
	}

	private boolean isCurrentReady() {
		return this.current != null && this.current.host.state() == ConnectivityState.READY;
	}

	private void swap(Child next) {
		Child old = this.current;
		this.current = next;
		this.pending = null;
		// First the new picker: then no call meets a connection that is being drained.
		this.host.publish(next.host.state(), next.host.picker());
		retire(old);
	}

	/**
	 * Cuts a policy off now and closes it later: it may be the one that is calling.
	 */
	private void retire(@Nullable Child child) {
		if (child == null) {
			return;
		}
		child.host.close();
		this.host.serializer().execute(() -> child.balancer().close());
	}

	@Override
	public String toString() {
		return (this.pending != null) ? this.current + ", soon " + this.pending : String.valueOf(this.current);
	}

	/**
	 * One policy and its view of the channel.
	 */
	private final class Child {

		private final String name;

		private final ChildHost host;

		private @Nullable Balancer balancer;

		Child(BalancerProvider provider) {
			this.name = provider.policyName();
			this.host = new ChildHost(GracefulSwitch.this.host, () -> published(this));
		}

		Balancer balancer() {
			Balancer made = this.balancer;
			if (made == null) {
				throw new IllegalStateException("policy " + this.name + " is not made yet");
			}
			return made;
		}

		@Override
		public String toString() {
			return this.name + " (" + this.host.state() + ")";
		}

	}

}
