package io.clientconn.autoconfigure.testclients;

import com.salesforce.reactorgrpc.stub.ClientCalls;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import reactor.core.publisher.Mono;

/**
 * A stub for {@link EchoServer} in the shape that the generator of reactor-grpc gives it,
 * over the classes of its library.
 */
public final class ReactorEchoGrpc {

	private ReactorEchoGrpc() {
	}

	public static ReactorEchoStub newReactorStub(Channel channel) {
		return new ReactorEchoStub(channel);
	}

	/** With publishers. */
	public static final class ReactorEchoStub extends AbstractStub<ReactorEchoStub> {

		private final EchoGrpc.EchoStub delegate;

		private ReactorEchoStub(Channel channel) {
			super(channel);
			this.delegate = EchoGrpc.newStub(channel);
		}

		private ReactorEchoStub(Channel channel, CallOptions options) {
			super(channel, options);
			this.delegate = EchoGrpc.newStub(channel).build(channel, options);
		}

		@Override
		protected ReactorEchoStub build(Channel channel, CallOptions options) {
			return new ReactorEchoStub(channel, options);
		}

		public Mono<String> say(Mono<String> text) {
			return ClientCalls.oneToOne(text, this.delegate::say, getCallOptions());
		}

	}

}
