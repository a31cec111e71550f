package io.clientconn.grpcjava;

import java.util.concurrent.Executor;

import io.grpc.BinaryLog;
import io.grpc.ChannelConfigurator;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MetricSink;
import io.grpc.NameResolver;
import io.grpc.ProxyDetector;

/**
 * The options of a channel of grpc-java that belong to parts of grpc-java which are not
 * here. What can be left out without changing what a call does is left out; what would
 * change where calls go is refused.
 */
abstract sealed class OptionsWithoutUse extends ManagedChannelBuilder<ClientConnChannelBuilder> permits RetryOptions {

	abstract ClientConnChannelBuilder self();

	/**
	 * Does nothing: the threads for what may block belong to the runtime.
	 */
	@Override
	public ClientConnChannelBuilder offloadExecutor(Executor executor) {
		return self();
	}

	/**
	 * Refused: resolvers of grpc-java do not fit.
	 * {@link ClientConnChannelBuilder#configure} takes ClientConn's.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	@Deprecated
	public ClientConnChannelBuilder nameResolverFactory(NameResolver.Factory resolverFactory) {
		throw new UnsupportedOperationException("a NameResolver of grpc-java cannot be used here: write a"
				+ " ResolverProvider, and add it with configure((options) -> options.resolver(..))");
	}

	/**
	 * Does nothing: there is no resolver of grpc-java to read it.
	 */
	@Override
	public <X> ClientConnChannelBuilder setNameResolverArg(NameResolver.Args.Key<X> key, X value) {
		return self();
	}

	/**
	 * Does nothing: balancers here report to no sink of grpc-java.
	 */
	@Override
	protected ClientConnChannelBuilder addMetricSink(MetricSink metricSink) {
		return self();
	}

	/**
	 * Does nothing: nothing is hedged.
	 */
	@Override
	public ClientConnChannelBuilder maxHedgedAttempts(int maxHedgedAttempts) {
		return self();
	}

	/**
	 * Does nothing: a call keeps little, and a channel has no sum of that.
	 */
	@Override
	public ClientConnChannelBuilder retryBufferSize(long bytes) {
		return self();
	}

	/**
	 * Does nothing: no channel makes others for itself.
	 */
	@Override
	public ClientConnChannelBuilder childChannelConfigurator(ChannelConfigurator childChannelConfigurator) {
		return self();
	}

	/**
	 * Does nothing: there is no binary log.
	 */
	@Override
	public ClientConnChannelBuilder setBinaryLog(BinaryLog binaryLog) {
		return self();
	}

	/**
	 * Does nothing: there is no channelz.
	 */
	@Override
	public ClientConnChannelBuilder maxTraceEvents(int maxTraceEvents) {
		return self();
	}

	/**
	 * Refused: a detector that is not asked would send calls past the proxy.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public ClientConnChannelBuilder proxyDetector(ProxyDetector proxyDetector) {
		throw new UnsupportedOperationException("a ProxyDetector of grpc-java cannot be used here");
	}

}
