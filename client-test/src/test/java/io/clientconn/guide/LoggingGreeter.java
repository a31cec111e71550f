package io.clientconn.guide;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;

/** A decorator as a user would write it. */
public class LoggingGreeter implements GreeterClient {

	protected final GreeterClient next;

	private final List<String> log = new CopyOnWriteArrayList<>();

	public LoggingGreeter(GreeterClient next) {
		this.next = next;
	}

	@Override
	public HelloReply sayHello(HelloRequest request, RpcOptions options) {
		this.log.add("sayHello");
		return this.next.sayHello(request, options);
	}

	@Override
	public ServerStreamingCall<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
		this.log.add("lotsOfReplies");
		return this.next.lotsOfReplies(request, options);
	}

	@Override
	public ClientStreamingCall<HelloRequest, HelloReply> openLotsOfGreetings(RpcOptions options) {
		this.log.add("lotsOfGreetings");
		return this.next.openLotsOfGreetings(options);
	}

	@Override
	public BidiStreamingCall<HelloRequest, HelloReply> openBidiHello(RpcOptions options) {
		this.log.add("bidiHello");
		return this.next.openBidiHello(options);
	}

}
