package com.example;

import io.clientconn.autoconfigure.GrpcClient;
import org.springframework.stereotype.Service;
import pb.GreeterClient;
import pb.GreeterOuterClass.HelloRequest;

@Service
class Welcome {

	private final GreeterClient greeter;

	Welcome(@GrpcClient("greeter") GreeterClient greeter) {
		this.greeter = greeter;
	}

	String welcome(String name) {
		return this.greeter.sayHello(HelloRequest.newBuilder().setName(name).build()).getMessage();
	}

}
