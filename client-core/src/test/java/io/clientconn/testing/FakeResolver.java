package io.clientconn.testing;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.resolver.ResolutionResult;
import io.clientconn.resolver.Resolver;
import io.clientconn.resolver.ResolverHost;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.Target;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A resolver that finds what the test says, and its provider in one. One thread.
 */
public final class FakeResolver implements ResolverProvider, Resolver {

	/** A target for it. */
	public static final Target TARGET = new Target("fake:///orders", "fake", "", "orders");

	private final List<Status> rejections = new ArrayList<>();

	private @Nullable ResolverHost host;

	private @Nullable ResolutionResult atStart;

	private @Nullable RuntimeException failure;

	private int starts;

	private int requests;

	private boolean closed;

	@Override
	public String scheme() {
		return "fake";
	}

	@Override
	public Resolver create(Target target, ResolverHost resolverHost) {
		this.host = resolverHost;
		return this;
	}

	@Override
	public void start() {
		this.starts++;
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.atStart != null) {
			update(this.atStart);
		}
	}

	@Override
	public void resolveNow() {
		this.requests++;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	/** Finds this as soon as it is started. */
	public FakeResolver findAtStart(ResolutionResult result) {
		this.atStart = result;
		return this;
	}

	/** Throws this as soon as it is started. */
	public void failAtStart(RuntimeException thrown) {
		this.failure = thrown;
	}

	/** Finds this now. */
	public void find(ResolutionResult result) {
		host().serializer().execute(() -> update(result));
	}

	private void update(ResolutionResult result) {
		host().update(result, this.rejections::add);
	}

	/** What it may ask of its channel. */
	public ResolverHost host() {
		ResolverHost known = this.host;
		if (known == null) {
			throw new IllegalStateException("the channel has not made its resolver");
		}
		return known;
	}

	/** What the channel rejected. */
	public List<Status> rejections() {
		return List.copyOf(this.rejections);
	}

	/** How often it was started. */
	public int starts() {
		return this.starts;
	}

	/** How often a fresh look was asked for. */
	public int requests() {
		return this.requests;
	}

	/** Whether it was closed. */
	public boolean isClosed() {
		return this.closed;
	}

}
