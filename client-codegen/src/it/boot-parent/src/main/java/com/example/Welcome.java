package com.example;

import org.springframework.stereotype.Service;
import pb.GreeterClient;
import pb.GreeterOuterClass.HelloRequest;

@Service
class Welcome {

	private final GreeterClient greeter;

	Welcome(GreeterClient greeter) {
		this.greeter = greeter;
	}

	String welcome(String name) {
		return this.greeter.sayHello(HelloRequest.newBuilder().setName(name).build()).getMessage();
	}

}
