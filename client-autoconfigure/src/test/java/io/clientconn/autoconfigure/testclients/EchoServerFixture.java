package io.clientconn.autoconfigure.testclients;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.clientconn.autoconfigure.ClientConnAutoConfiguration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * An {@link EchoServer} named "one" for one test, and an application whose channel "echo"
 * leads there and whose calls wait for it.
 */
public final class EchoServerFixture implements AfterEachCallback {

	private final EchoServer server;

	public EchoServerFixture() {
		try {
			this.server = EchoServer.start("one");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public EchoServer server() {
		return this.server;
	}

	public ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
			.withPropertyValues("grpc.client.channel.echo.target=" + this.server.address(),
					"grpc.client.channel.echo.default.wait-for-ready=true");
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.server.stop();
	}

}
