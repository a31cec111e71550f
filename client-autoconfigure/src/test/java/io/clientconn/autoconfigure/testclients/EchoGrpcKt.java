package io.clientconn.autoconfigure.testclients;

import java.util.concurrent.CompletableFuture;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.kotlin.AbstractCoroutineStub;
import io.grpc.kotlin.ClientCalls;
import kotlin.ResultKt;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;

/**
 * A stub for {@link EchoServer} in the shape that the generator of grpc-kotlin gives it,
 * over the classes of its library.
 */
public final class EchoGrpcKt {

	private EchoGrpcKt() {
	}

	/** With a function that suspends; Java gives it a continuation. */
	public static final class EchoCoroutineStub extends AbstractCoroutineStub<EchoCoroutineStub> {

		public EchoCoroutineStub(Channel channel) {
			this(channel, CallOptions.DEFAULT);
		}

		public EchoCoroutineStub(Channel channel, CallOptions options) {
			super(channel, options);
		}

		@Override
		protected EchoCoroutineStub build(Channel channel, CallOptions options) {
			return new EchoCoroutineStub(channel, options);
		}

		public CompletableFuture<String> say(String text) {
			Completed completed = new Completed(new CompletableFuture<>());
			try {
				Object result = ClientCalls.INSTANCE.unaryRpc(getChannel(), EchoGrpc.SAY, text, getCallOptions(),
						new Metadata(), completed);
				if (result != IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
					completed.resumeWith(result);
				}
			}
			catch (Throwable ex) {
				// Over before it could suspend.
				completed.future().completeExceptionally(ex);
			}
			return completed.future();
		}

	}

	private record Completed(CompletableFuture<String> future) implements Continuation<String> {

		@Override
		public CoroutineContext getContext() {
			return EmptyCoroutineContext.INSTANCE;
		}

		@Override
		public void resumeWith(Object result) {
			try {
				ResultKt.throwOnFailure(result);
				this.future.complete((String) result);
			}
			catch (Throwable ex) {
				this.future.completeExceptionally(ex);
			}
		}

	}

}
