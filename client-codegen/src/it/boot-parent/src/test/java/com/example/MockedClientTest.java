package com.example;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import pb.GreeterClient;
import pb.GreeterOuterClass.HelloReply;
import pb.GreeterOuterClass.HelloRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

@SpringBootTest
class MockedClientTest {

	@MockitoBean
	private GreeterClient greeter;

	@Autowired
	private Welcome welcome;

	@Test
	void aMockStandsInForTheServer() {
		HelloRequest request = HelloRequest.newBuilder().setName("Ada").build();
		given(this.greeter.sayHello(request)).willReturn(HelloReply.newBuilder().setMessage("Hello Ada").build());

		assertThat(this.welcome.welcome("Ada")).isEqualTo("Hello Ada");
	}

}
