package com.example;

import io.clientconn.ClientConn;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import pb.GreeterClient;

@SpringBootApplication
public class Application {

	public static void main(String[] args) {
		SpringApplication.run(Application.class, args);
	}

	@Bean
	ClientConn connection() {
		return ClientConn.builder("passthrough:///127.0.0.1:1").plaintext().build();
	}

	@Bean
	GreeterClient greeter(ClientConn connection) {
		return GreeterClient.over(connection);
	}

}
