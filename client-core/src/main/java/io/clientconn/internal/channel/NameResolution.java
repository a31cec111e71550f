package io.clientconn.internal.channel;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.concurrent.Serializer;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.resolver.Resolver;
import io.clientconn.resolver.ResolverHost;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The resolver of a channel and what it may ask for. Owned by the channel's serializer.
 * It never looks anything up itself and takes nothing from a resolver that is closed.
 */
@OnSerializer
final class NameResolution implements ResolverHost {

	private final ChannelControlSettings settings;

	private final Serializer serializer;

	private final LoadBalancing loadBalancing;

	private final ConnectivityTracker tracker;

	private @Nullable Resolver resolver;

	private boolean closed;

	NameResolution(ChannelControlSettings settings, Serializer serializer, LoadBalancing loadBalancing,
			ConnectivityTracker tracker) {
		this.settings = settings;
		this.serializer = serializer;
		this.loadBalancing = loadBalancing;
		this.tracker = tracker;
	}

	void start() {
		Resolver created = this.settings.resolver().create(this.settings.target(), this);
		this.resolver = created;
		created.start();
	}

	void resolveNow() {
		if (this.resolver != null && !this.closed) {
			this.resolver.resolveNow();
		}
	}

	void close() {
		this.closed = true;
		Resolver last = this.resolver;
		this.resolver = null;
		if (last != null) {
			last.close();
		}
	}

	@Override
	public void update(ResolutionResult result, Consumer<Status> rejected) {
		this.serializer.checkOwner();
		if (this.closed) {
			return;
		}
		if (result.failed()) {
			this.tracker.resolutionFailed(result.error());
			this.loadBalancing.resolutionFailed(result.error());
			return;
		}
		Status verdict = this.loadBalancing.accept(result);
		if (!verdict.isOk()) {
			this.tracker.resolutionFailed(verdict);
			rejected.accept(verdict);
		}
	}

	@Override
	public Executor serializer() {
		return this.serializer;
	}

	@Override
	public Executor offload() {
		return this.settings.offloadExecutor();
	}

	@Override
	public Scheduler scheduler() {
		return this.settings.scheduler();
	}

	@Override
	public RandomGenerator random() {
		return this.settings.random();
	}

	@Override
	public String toString() {
		return "resolution of " + this.settings.target() + " by " + this.resolver;
	}

}
