package io.clientconn.grpcjava;

import io.clientconn.rpc.RpcOptions;

import io.grpc.CallOptions;
import io.grpc.InternalCallOptions;

/**
 * The options of a call of grpc-java as ours. Pure functions. The limit of requests is
 * not among them: grpc-java has its own words for it.
 */
final class CallTranslation {

	private CallTranslation() {
	}

	static RpcOptions options(CallOptions from, CallTime time) {
		RpcOptions options = time.limit(RpcOptions.NONE);
		if (from.getExecutor() != null) {
			options = options.executor(from.getExecutor());
		}
		Boolean waitForReady = InternalCallOptions.getWaitForReady(from);
		if (waitForReady != null) {
			options = options.waitForReady(waitForReady);
		}
		if (from.getMaxInboundMessageSize() != null) {
			options = options.maxInboundSize(from.getMaxInboundMessageSize());
		}
		if (from.getOnReadyThreshold() != null) {
			options = options.readyThreshold(from.getOnReadyThreshold());
		}
		if (from.getAuthority() != null) {
			options = options.authority(from.getAuthority());
		}
		if (from.getCompressor() != null) {
			options = options.compression(from.getCompressor());
		}
		return options;
	}

}
