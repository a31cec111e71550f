package io.clientconn.internal.call;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class TimeoutReminderTest {

	private final CallFixture fixture = new CallFixture();

	private final FakeTransport transport = this.fixture.connected();

	private final Logger logger = (Logger) LoggerFactory.getLogger(TimeoutReminder.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.addAppender(this.log);
		this.logger.setAdditive(false);
	}

	@AfterEach
	void stopListening() {
		assertThat(this.fixture.memory.inUse()).isZero();
		this.logger.detachAppender(this.log);
		this.logger.setAdditive(true);
	}

	@Test
	void theFirstUnaryCallWithoutATimeoutIsNamedAndNoOther() {
		unary(RpcOptions.NONE);
		unary(RpcOptions.NONE);

		assertThat(said()).singleElement()
			.asString()
			.startsWith("orders (")
			.contains("/shop.Orders/UNARY is called without a timeout")
			.contains("default.deadline", "ClientConnBuilder.defaultTimeout", "RpcOptions.timeout");
	}

	@Test
	void aTimeoutOfTheCallOrTheChannelSaysNothing() {
		unary(RpcOptions.NONE.timeout(Duration.ofSeconds(1)));
		this.fixture.calls = this.fixture.factory(new CallEnvironment.Defaults(Duration.ofSeconds(1), false, false,
				Metadata.EMPTY, 1000, 1000, null, 100));
		unary(RpcOptions.NONE);

		assertThat(said()).isEmpty();
	}

	@Test
	void streamsMayLast() {
		call(Kind.BIDI_STREAMING, RpcOptions.NONE);

		assertThat(said()).isEmpty();
	}

	private void unary(RpcOptions options) {
		call(Kind.UNARY, options);
	}

	private void call(Kind kind, RpcOptions options) {
		ClientStream<String> stream = this.fixture.start(kind, options, new RecordingListener());
		stream.send("ping", ClientStream.LAST);
		assertThat(CallFixture.sent(this.transport.lastStream())).containsExactly("ping");
		stream.cancel("enough", null);
		this.fixture.callbacks.runAll();
	}

	private List<String> said() {
		return this.log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

}
