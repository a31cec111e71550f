package com.example;

import java.net.InetSocketAddress;

import com.example.greet.GreeterMethods;
import com.example.greet.HelloReply;
import com.example.greet.HelloRequest;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** A grpc-java server on a free port of the loopback interface. */
final class TinyServer implements AutoCloseable {

	private final Server server;

	private TinyServer(Server server) {
		this.server = server;
	}

	static TinyServer start() throws Exception {
		BindableService greeter = () -> ServerServiceDefinition.builder(GreeterMethods.SERVICE_NAME)
			.addMethod(method("SayHello", MethodDescriptor.MethodType.UNARY),
					ServerCalls.asyncUnaryCall((request, replies) -> {
						replies.onNext(reply("Hello " + request.getName()));
						replies.onCompleted();
					}))
			.addMethod(method("Collect", MethodDescriptor.MethodType.CLIENT_STREAMING),
					ServerCalls.asyncClientStreamingCall(Collector::new))
			.build();
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
			.directExecutor()
			.addService(greeter)
			.build()
			.start();
		return new TinyServer(server);
	}

	String target() {
		return "passthrough:///127.0.0.1:" + this.server.getPort();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

	private static HelloReply reply(String text) {
		return HelloReply.newBuilder().setMessage(text).build();
	}

	private static MethodDescriptor<HelloRequest, HelloReply> method(String name, MethodDescriptor.MethodType type) {
		return MethodDescriptor
			.newBuilder(ProtoUtils.marshaller(HelloRequest.getDefaultInstance()),
					ProtoUtils.marshaller(HelloReply.getDefaultInstance()))
			.setType(type)
			.setFullMethodName(MethodDescriptor.generateFullMethodName(GreeterMethods.SERVICE_NAME, name))
			.build();
	}

	private static final class Collector implements StreamObserver<HelloRequest> {

		private final StreamObserver<HelloReply> replies;

		private String first = "";

		private int more = -1;

		Collector(StreamObserver<HelloReply> replies) {
			this.replies = replies;
		}

		@Override
		public void onNext(HelloRequest request) {
			this.first = this.first.isEmpty() ? request.getName() : this.first;
			this.more++;
		}

		@Override
		public void onError(Throwable failure) {
			// The client went away.
		}

		@Override
		public void onCompleted() {
			this.replies.onNext(reply("Hello " + this.first + " and " + this.more + " more"));
			this.replies.onCompleted();
		}

	}

}
