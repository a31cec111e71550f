package io.clientconn.sample.server;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.RouteGuideGrpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * The servers, called by grpc-java's own client.
 */
class EmbeddedServersTests {

	static final Duration LONG = Duration.ofSeconds(30);

	private final EmbeddedServers servers = EmbeddedServers.launch();

	@AfterEach
	void stop() {
		this.servers.stop();
	}

	@Test
	void threeServersListenOnPortsOfTheirOwn() {
		assertThat(this.servers.list()).extracting(ServerView::name)
			.containsExactly("server-1", "server-2", "server-3");
		assertThat(this.servers.list()).extracting(ServerView::address)
			.doesNotHaveDuplicates()
			.allMatch((address) -> address.matches("127\\.0\\.0\\.1:[1-9][0-9]+"));
		assertThat(this.servers.list()).extracting(ServerView::state).containsOnly(ServerState.RUNNING);
	}

	@Test
	void theTargetListsThemAll() {
		List<String> addresses = this.servers.list().stream().map(ServerView::address).toList();

		assertThat(this.servers.target()).isEqualTo("static:///" + String.join(",", addresses));
	}

	@Test
	void eachServerNamesItselfInTheResponseHeaders() {
		for (ServerView server : this.servers.list()) {
			assertThat(servedBy(server)).isEqualTo(server.name());
		}
	}

	@Test
	void aFailedCallNamesTheServerToo() {
		EmbeddedServer failing = EmbeddedServer.launch("failing", new RouteGuideGrpc.RouteGuideImplBase() {
		}, InsecureServerCredentials.create());

		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> servedBy(failing.view()))
			.satisfies((ex) -> assertThat(ex.getTrailers().get(ServedByInterceptor.SERVED_BY)).isEqualTo("failing"));
		failing.stop(StopMode.HARD, LONG);
	}

	@Test
	void aStoppedServerComesBackOnItsPort() {
		ServerView before = this.servers.list().get(0);

		ServerView stopped = this.servers.stop("server-1", StopMode.HARD);

		assertThat(stopped.state()).isEqualTo(ServerState.STOPPED);
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> servedBy(before))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
		assertThat(this.servers.start("server-1")).isEqualTo(before);
		assertThat(servedBy(before)).isEqualTo("server-1");
	}

	@RepeatedTest(25)
	void aServerCanStartTheMomentItHasStopped() {
		this.servers.stop("server-1", StopMode.GRACEFUL);

		assertThat(this.servers.start("server-1").state()).isEqualTo(ServerState.RUNNING);
	}

	@Test
	void theOthersGoOnWhileOneIsStopped() {
		this.servers.stop("server-2", StopMode.GRACEFUL);

		assertThat(this.servers.list()).extracting(ServerView::state)
			.containsExactly(ServerState.RUNNING, ServerState.STOPPED, ServerState.RUNNING);
		assertThat(servedBy(this.servers.list().get(2))).isEqualTo("server-3");
	}

	@Test
	void startingARunningServerAndStoppingAStoppedOneChangesNothing() {
		assertThat(this.servers.start("server-1").state()).isEqualTo(ServerState.RUNNING);
		this.servers.stop("server-1", StopMode.GRACEFUL);
		assertThat(this.servers.stop("server-1", StopMode.HARD).state()).isEqualTo(ServerState.STOPPED);
	}

	@Test
	void aGracefulStopLetsARunningCallFinish() {
		try (OpenChat chat = new OpenChat(channel(this.servers.list().get(0)))) {
			CompletableFuture<ServerView> stop = CompletableFuture
				.supplyAsync(() -> this.servers.stop("server-1", StopMode.GRACEFUL));
			assertTimeoutPreemptively(LONG, () -> {
				while (this.servers.list().get(0).state() == ServerState.RUNNING) {
					Thread.onSpinWait();
				}
			});

			assertThat(this.servers.list().get(0).state()).isEqualTo(ServerState.STOPPING);
			assertThatIllegalStateException().isThrownBy(() -> this.servers.start("server-1"))
				.withMessageContaining("still finishing its calls");
			chat.say("still there?");
			chat.hear();
			chat.hangUp();

			assertThat(chat.end()).isEqualTo(Status.Code.OK);
			assertThat(stop.orTimeout(30, TimeUnit.SECONDS).join().state()).isEqualTo(ServerState.STOPPED);
		}
	}

	@Test
	void aHardStopCutsARunningCall() {
		try (OpenChat chat = new OpenChat(channel(this.servers.list().get(0)))) {
			this.servers.stop("server-1", StopMode.HARD);

			// CANCELLED or UNAVAILABLE: the reset of the stream races the end of the
			// connection.
			assertThat(chat.end()).isNotEqualTo(Status.Code.OK);
		}
	}

	@Test
	void anUnknownNameIsRefused() {
		assertThatExceptionOfType(NoSuchElementException.class)
			.isThrownBy(() -> this.servers.stop("server-4", StopMode.HARD))
			.withMessage("there is no server 'server-4', only server-1, server-2, server-3");
	}

	@Test
	void aPausedApplicationContextTakesThemUpAgain() {
		List<ServerView> before = this.servers.list();

		this.servers.stop();
		assertThat(this.servers.isRunning()).isFalse();
		this.servers.start();

		assertThat(this.servers.isRunning()).isTrue();
		assertThat(this.servers.list()).isEqualTo(before);
	}

	private static String servedBy(ServerView server) {
		ManagedChannel channel = channel(server);
		AtomicReference<Metadata> headers = new AtomicReference<>();
		try {
			RouteGuideGrpc.newBlockingStub(channel)
				.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
				.withDeadlineAfter(10, TimeUnit.SECONDS)
				.getFeature(Point.getDefaultInstance());
			return headers.get().get(ServedByInterceptor.SERVED_BY);
		}
		finally {
			channel.shutdownNow();
		}
	}

	private static ManagedChannel channel(ServerView server) {
		return NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
	}

}
