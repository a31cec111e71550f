package io.clientconn.autoconfigure.testclients;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.AbstractAsyncStub;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.AbstractFutureStub;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

/**
 * Stubs for {@link EchoServer} in the shape that protoc-gen-grpc-java gives them.
 */
public final class EchoGrpc {

	static final MethodDescriptor<String, String> SAY = MethodDescriptor.<String, String>newBuilder()
		.setFullMethodName("test.Echo/Say")
		.setType(MethodDescriptor.MethodType.UNARY)
		.setRequestMarshaller(new Text())
		.setResponseMarshaller(new Text())
		.build();

	private EchoGrpc() {
	}

	public static EchoBlockingStub newBlockingStub(Channel channel) {
		return AbstractBlockingStub.newStub(EchoBlockingStub::new, channel);
	}

	public static EchoBlockingV2Stub newBlockingV2Stub(Channel channel) {
		return AbstractBlockingStub.newStub(EchoBlockingV2Stub::new, channel);
	}

	public static EchoFutureStub newFutureStub(Channel channel) {
		return AbstractFutureStub.newStub(EchoFutureStub::new, channel);
	}

	public static EchoStub newStub(Channel channel) {
		return AbstractAsyncStub.newStub(EchoStub::new, channel);
	}

	/** Blocking. */
	public static final class EchoBlockingStub extends AbstractBlockingStub<EchoBlockingStub> {

		private EchoBlockingStub(Channel channel, CallOptions options) {
			super(channel, options);
		}

		@Override
		protected EchoBlockingStub build(Channel channel, CallOptions options) {
			return new EchoBlockingStub(channel, options);
		}

		public String say(String text) {
			return ClientCalls.blockingUnaryCall(getChannel(), SAY, getCallOptions(), text);
		}

	}

	/** Blocking, with checked exceptions. */
	public static final class EchoBlockingV2Stub extends AbstractBlockingStub<EchoBlockingV2Stub> {

		private EchoBlockingV2Stub(Channel channel, CallOptions options) {
			super(channel, options);
		}

		@Override
		protected EchoBlockingV2Stub build(Channel channel, CallOptions options) {
			return new EchoBlockingV2Stub(channel, options);
		}

		public String say(String text) throws StatusException {
			return ClientCalls.blockingV2UnaryCall(getChannel(), SAY, getCallOptions(), text);
		}

	}

	/** With futures. */
	public static final class EchoFutureStub extends AbstractFutureStub<EchoFutureStub> {

		private EchoFutureStub(Channel channel, CallOptions options) {
			super(channel, options);
		}

		@Override
		protected EchoFutureStub build(Channel channel, CallOptions options) {
			return new EchoFutureStub(channel, options);
		}

		public ListenableFuture<String> say(String text) {
			return ClientCalls.futureUnaryCall(getChannel().newCall(SAY, getCallOptions()), text);
		}

	}

	/** With observers. */
	public static final class EchoStub extends AbstractAsyncStub<EchoStub> {

		private EchoStub(Channel channel, CallOptions options) {
			super(channel, options);
		}

		@Override
		protected EchoStub build(Channel channel, CallOptions options) {
			return new EchoStub(channel, options);
		}

		public void say(String text, StreamObserver<String> observer) {
			ClientCalls.asyncUnaryCall(getChannel().newCall(SAY, getCallOptions()), text, observer);
		}

	}

	/** One without a factory, but with a constructor, as Kotlin's are. */
	public static final class EchoCoroutineStub extends AbstractStub<EchoCoroutineStub> {

		public EchoCoroutineStub(Channel channel) {
			this(channel, CallOptions.DEFAULT);
		}

		private EchoCoroutineStub(Channel channel, CallOptions options) {
			super(channel, options);
		}

		@Override
		protected EchoCoroutineStub build(Channel channel, CallOptions options) {
			return new EchoCoroutineStub(channel, options);
		}

	}

	/** One that nothing makes. */
	public static final class EchoHiddenStub extends AbstractStub<EchoHiddenStub> {

		private EchoHiddenStub(Channel channel, CallOptions options) {
			super(channel, options);
		}

		/** The way that only its own library knows. */
		public static EchoHiddenStub hidden(Channel channel) {
			return new EchoHiddenStub(channel, CallOptions.DEFAULT);
		}

		@Override
		protected EchoHiddenStub build(Channel channel, CallOptions options) {
			return new EchoHiddenStub(channel, options);
		}

	}

	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
