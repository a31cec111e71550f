package io.clientconn.autoconfigure;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of a channel that loses its servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChannelStateLogTest {

	private final ChannelStateLog log = new ChannelStateLog("orders", "dns:///orders:9090");

	@Test
	void aFailureIsLoggedOnceUntilTheChannelIsReadyAgain(CapturedOutput output) {
		failed("connect to 10.0.0.7:9090 refused");
		failed("connect to 10.0.0.8:9090 refused");
		assertThat(output).containsOnlyOnce("WARN")
			.contains("gRPC channel 'orders' (dns:///orders:9090) cannot connect and tries again: "
					+ "UNAVAILABLE: connect to 10.0.0.7:9090 refused")
			.doesNotContain("connected again");
		is(ConnectivityState.READY);
		assertThat(output).containsOnlyOnce("gRPC channel 'orders' (dns:///orders:9090) is connected again");
		failed("connect to 10.0.0.9:9090 refused");
		assertThat(output).contains("connect to 10.0.0.9:9090 refused");
	}

	@Test
	void aFailureThatNobodyDescribedIsItsCode(CapturedOutput output) {
		this.log.stateChanged(ConnectivityState.TRANSIENT_FAILURE, Status.of(StatusCode.UNAVAILABLE));
		assertThat(output).contains("tries again: UNAVAILABLE").doesNotContain("null");
	}

	@Test
	void aChannelThatWorksIsNotWorthALine(CapturedOutput output) {
		is(ConnectivityState.IDLE);
		is(ConnectivityState.CONNECTING);
		is(ConnectivityState.READY);
		is(ConnectivityState.IDLE);
		is(ConnectivityState.READY);
		is(ConnectivityState.SHUTDOWN);
		assertThat(output).doesNotContain("gRPC channel");
	}

	@Test
	void everyChannelHasOne() {
		BlockingQueue<String> lines = new LinkedBlockingQueue<>();
		AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
			@Override
			protected void append(ILoggingEvent event) {
				lines.add(event.getFormattedMessage());
			}
		};
		Logger logger = (Logger) LoggerFactory.getLogger(ChannelStateLog.class);
		appender.start();
		logger.addAppender(appender);
		try {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class))
				.withPropertyValues("grpc.client.channel.orders.target=static:///127.0.0.1:1")
				.run((context) -> {
					context.getBean(ClientConns.class).get("orders").connect();
					assertThat(lines.poll(60, TimeUnit.SECONDS))
						.startsWith("gRPC channel 'orders' (static:///127.0.0.1:1) "
								+ "cannot connect and tries again: UNAVAILABLE: connect to 127.0.0.1:1 ");
				});
		}
		finally {
			logger.detachAppender(appender);
		}
	}

	private void failed(String why) {
		this.log.stateChanged(ConnectivityState.TRANSIENT_FAILURE, Status.of(StatusCode.UNAVAILABLE, why));
	}

	private void is(ConnectivityState state) {
		this.log.stateChanged(state, Status.OK);
	}

}
