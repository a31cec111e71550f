package io.clientconn.test;

import java.time.Duration;
import java.util.List;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.RpcFuture;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.GreeterMethods;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class InMemoryServiceExtensionTest {

	@RegisterExtension
	static final InMemoryServiceExtension GREETER = InMemoryServiceExtension.of(() -> FakeService.builder()
		.unary(GreeterMethods.SAY_HELLO,
				(request) -> HelloReply.newBuilder().setMessage("Hello " + request.getName()).build())
		.handle(GreeterMethods.LOTS_OF_GREETINGS, (call) -> Handlers.deaf())
		.build());

	private static final HelloRequest ADA = HelloRequest.newBuilder().setName("Ada").build();

	@BeforeEach
	void callOnce(GreeterClient greeter) {
		greeter.sayHello(ADA);
	}

	@RepeatedTest(2)
	void eachTestHasAServiceThatOnlyItHasCalled(GreeterClient greeter, GreeterAsyncClient async, FakeService service) {
		assertThat(greeter.sayHello(ADA).getMessage()).isEqualTo("Hello Ada");
		assertThat(async.sayHello(ADA).await().getMessage()).isEqualTo("Hello Ada");

		assertThat(service.requests(GreeterMethods.SAY_HELLO)).hasSize(3);
	}

	@Test
	void timePassesWhenTheTestSaysSo(GreeterAsyncClient async, ManualScheduler clock) {
		RpcFuture<HelloReply> future = async.lotsOfGreetings(new ListPublisher<>(List.of()),
				RpcOptions.NONE.timeout(Duration.ofSeconds(3)));

		clock.advance(Duration.ofSeconds(3));

		assertThat(future).isCompletedExceptionally();
	}

	@Test
	void theChannelLeadsToTheService(Channel channel, FakeService service) {
		GreeterClient.over(channel).sayHello(ADA);

		assertThat(service.calls(GreeterMethods.SAY_HELLO)).hasSize(2);
	}

	@AfterEach
	void theServiceIsStillThatOfTheTest(FakeService service) {
		assertThat(service.calls(GreeterMethods.SAY_HELLO)).isNotEmpty();
	}

}
