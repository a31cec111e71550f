package io.clientconn.internal.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clientconn.config.LoadBalancingPolicy;
import io.clientconn.config.ServiceConfig;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Health checks of a channel on fakes. */
class HealthChecksTest {

	private static final byte[] SERVING = { 8, 1 };

	private static final byte[] NOT_SERVING = { 8, 2 };

	private static final String SICK = "10.0.0.1:1 is connected, but the health check of 'shop.Orders' says "
			+ "NOT_SERVING";

	private final ChannelFixture on = new ChannelFixture();

	@BeforeEach
	void roundRobin() {
		this.on.policy = "round_robin";
		this.on.healthCheckService = "shop.Orders";
	}

	@Test
	void callsWaitForTheFirstAnswerAndGoWhereServersWantThem() {
		this.on.start("a", "b");
		FakeTransport a = ready("10.0.0.1:1");
		FakeTransport b = ready("10.0.0.2:1");
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);
		assertThat(this.on.pick().isWaiting()).isTrue();

		b.lastStream().respondMessage(SERVING);
		a.lastStream().respondMessage(NOT_SERVING);
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(pickedInFour()).containsOnly(b);
		assertThat(this.on.addresses()).containsExactlyInAnyOrder("10.0.0.1:1 TRANSIENT_FAILURE (" + SICK + ")",
				"10.0.0.2:1 READY");

		a.lastStream().respondMessage(SERVING);
		assertThat(pickedInFour()).containsOnly(a, b);
		assertThat(this.on.addresses()).containsExactlyInAnyOrder("10.0.0.1:1 READY", "10.0.0.2:1 READY");
	}

	@Test
	void aChannelWhoseServersWantNoCallsFailsWithTheReasonAndShowsIt() {
		this.on.start("a");
		FakeTransport a = ready("10.0.0.1:1");
		a.lastStream().respondMessage(NOT_SERVING);

		assertThat(this.on.pick().failure()).isEqualTo("UNAVAILABLE: " + SICK);
		assertThat(this.on.channel().connectivity().view().lastError()).isEqualTo(Status.unavailable(SICK));
		assertThat(this.on.events).endsWith("10.0.0.1:1 READY", "10.0.0.1:1 CONNECTING",
				"10.0.0.1:1 TRANSIENT_FAILURE: " + SICK, "channel TRANSIENT_FAILURE: " + SICK);
		assertThat(a.isReady()).isTrue();
	}

	@Test
	void pickFirstOnItsOwnAsksNobody() {
		this.on.policy = "pick_first";
		this.on.start("a");
		FakeTransport a = ready("10.0.0.1:1");

		assertThat(a.streams()).isEmpty();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void withoutAServiceNobodyIsAskedAndNothingIsHeldUp() {
		this.on.healthCheckService = null;
		this.on.start("a");
		FakeTransport a = ready("10.0.0.1:1");

		assertThat(a.streams()).isEmpty();
		assertThat(this.on.events).containsExactly("channel CONNECTING", "10.0.0.1:1 CONNECTING", "10.0.0.1:1 READY",
				"channel READY");
	}

	@Test
	void theServiceConfigSaysWhichServiceAndTheApplicationOutweighsIt() {
		this.on.healthCheckService = null;
		find("shop.Stock", "a");
		assertThat(service(ready("10.0.0.1:1"))).isEqualTo("shop.Stock");

		ChannelFixture own = new ChannelFixture();
		own.policy = "round_robin";
		own.healthCheckService = "";
		own.resolver.findAtStart(ResolutionResult.of(Endpoints.of("a"), asking("shop.Stock")));
		own.channel().connect();
		own.transports.last().becomeReady();
		assertThat(service(own.transports.last())).isEmpty();
	}

	@Test
	void whoDisablesItIsLeftAloneByTheServiceConfig() {
		this.on.healthCheckService = null;
		this.on.healthCheckDisabled = true;
		find("shop.Stock", "a");

		assertThat(ready("10.0.0.1:1").streams()).isEmpty();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void anotherServiceIsAskedForOnTheSameConnectionAndCallsGoOnMeanwhile() {
		this.on.healthCheckService = null;
		find("shop.Orders", "a");
		FakeTransport a = ready("10.0.0.1:1");
		FakeStream first = a.lastStream();
		first.respondMessage(SERVING);

		find("shop.Stock", "a");
		assertThat(first.isEnded()).isTrue();
		assertThat(service(a)).isEqualTo("shop.Stock");
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		a.lastStream().respondMessage(NOT_SERVING);
		assertThat(this.on.pick().failure()).contains("'shop.Stock' says NOT_SERVING");

		find("shop.Orders", "a");
		assertThat(this.on.pick().isWaiting()).isTrue();
		assertThat(a.streams()).hasSize(1);
	}

	@Test
	void aServiceConfigMayBeginAndEndTheAskingOfAConnectionInUse() {
		this.on.healthCheckService = null;
		find(null, "a");
		FakeTransport a = ready("10.0.0.1:1");
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);

		find("shop.Orders", "a");
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		a.lastStream().respondMessage(NOT_SERVING);
		assertThat(this.on.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);

		find(null, "a");
		assertThat(a.streams()).isEmpty();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void serversThatOfferNoHealthCountAsHealthyAndThatIsSaidOnce() {
		List<ILoggingEvent> log = logOfServersThatSay(Status.of(StatusCode.UNIMPLEMENTED, "unknown service"));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(pickedInFour()).hasSize(2);
		assertThat(log).singleElement()
			.asString()
			.contains("10.0.0.1:1 offers no health checks")
			.contains("UNIMPLEMENTED: unknown service");
	}

	@Test
	void aServerThatOffersNoHealthNeedNotSayWhy() {
		assertThat(logOfServersThatSay(Status.of(StatusCode.UNIMPLEMENTED))).singleElement()
			.asString()
			.endsWith("It said UNIMPLEMENTED");
	}

	private List<ILoggingEvent> logOfServersThatSay(Status answer) {
		Logger logger = (Logger) LoggerFactory.getLogger(AddrConns.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			this.on.start("a", "b");
			for (String address : List.of("10.0.0.1:1", "10.0.0.2:1")) {
				end(ready(address), answer);
			}
		}
		finally {
			logger.detachAppender(log);
		}
		return log.list;
	}

	@Test
	void aWatchThatFailsMakesTheBackendFailAndIsTriedAgain() {
		this.on.start("a");
		FakeTransport a = ready("10.0.0.1:1");
		end(a, Status.of(StatusCode.UNAUTHENTICATED, "who are you"));
		assertThat(this.on.pick().failure()).contains("10.0.0.1:1").contains("UNAUTHENTICATED: who are you");

		this.on.scheduler.advance(Duration.ofSeconds(1));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);
		a.lastStream().respondMessage(SERVING);
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(a.isReady()).isTrue();
	}

	@Test
	void goAwayEndsTheWatchSoThatTheConnectionCanDrain() {
		this.on.start("a");
		FakeTransport a = ready("10.0.0.1:1");
		a.lastStream().respondMessage(SERVING);
		a.drain(Status.unavailable("GOAWAY"));

		assertThat(a.isClosed()).isTrue();
		FakeTransport next = ready("10.0.0.1:1");
		assertThat(next).isNotSameAs(a);
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);
		next.lastStream().respondMessage(SERVING);
		assertThat(this.on.pick().transport()).isSameAs(next);
	}

	@Test
	void aLostConnectionIsNoFailureOfTheCheckAndItsPauseIsGone() {
		this.on.start("a");
		FakeTransport a = ready("10.0.0.1:1");
		a.lastStream().respondMessage(SERVING);
		int before = this.on.events.size();
		a.fail(Status.unavailable("connection reset"));

		assertThat(this.on.events.subList(before, this.on.events.size())).noneMatch((event) -> event.contains("health"))
			.doesNotContain("channel TRANSIENT_FAILURE");
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void aBackendThatGoesIsDrainedInSpiteOfItsWatch() {
		this.on.start("a", "b");
		FakeTransport a = ready("10.0.0.1:1");
		ready("10.0.0.2:1");
		this.on.resolver.find(ResolutionResult.of(Endpoints.of("b")));

		assertThat(a.isClosed()).isTrue();
		assertThat(a.closeReason()).isNull();
	}

	@Test
	void aChannelWithoutCallsRestsInSpiteOfItsWatches() {
		this.on.idleTimeout = Duration.ofMinutes(1);
		this.on.start("a");
		FakeTransport a = ready("10.0.0.1:1");
		a.lastStream().respondMessage(SERVING);
		this.on.scheduler.advance(Duration.ofMinutes(1));

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(a.isClosed()).isTrue();
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void closingTheChannelEndsTheWatch() {
		this.on.start("a");
		FakeTransport a = ready("10.0.0.1:1");
		end(a, Status.of(StatusCode.UNAUTHENTICATED, "no"));
		this.on.channel().close();

		assertThat(this.on.isTerminated()).isTrue();
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void aRenewedConnectionIsAskedAnewAndCallsDoNotWaitForItsAnswer() {
		this.on.start("a");
		FakeTransport old = ready("10.0.0.1:1");
		old.lastStream().respondMessage(SERVING);
		this.on.channel().renewConnections();
		FakeTransport successor = ready("10.0.0.1:1");

		assertThat(old.isClosed()).isTrue();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.on.pick().transport()).isSameAs(successor);
		successor.lastStream().respondMessage(NOT_SERVING);
		assertThat(this.on.pick().failure()).contains(SICK);
	}

	@Test
	void aConnectionThatIsRenewedWhileItIsNotHealthyShowsNoStepInBetween() {
		this.on.start("a");
		ready("10.0.0.1:1").lastStream().respondMessage(NOT_SERVING);
		List<ConnectivityState> states = new ArrayList<>();
		this.on.channel().connectivity().watch(ConnectivityState.TRANSIENT_FAILURE, states::add);
		for (int i = 0; i < 3; i++) {
			this.on.channel().renewConnections();
			ready("10.0.0.1:1");
		}
		assertThat(states).isEmpty();
		assertThat(this.on.pick().failure()).contains(SICK);
	}

	@Test
	void theChannelsCredentialsGoWithTheQuestion() {
		CallCredentials credentials = (request) -> CompletableFuture
			.completedFuture(Metadata.of("authorization", "Bearer " + request.method().methodName()));
		this.on.credentials = credentials.allowingPlaintext();
		this.on.start("a");

		assertThat(ready("10.0.0.1:1").lastStream().request().headers().get("authorization")).isEqualTo("Bearer Watch");
	}

	private FakeTransport ready(String address) {
		FakeTransport transport = this.on.transports.lastTo(address);
		transport.becomeReady();
		return transport;
	}

	private static void end(FakeTransport transport, Status status) {
		transport.lastStream().respondStatus(status, Metadata.EMPTY);
	}

	private List<@Nullable Object> pickedInFour() {
		List<@Nullable Object> found = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Object transport = this.on.pick().transport();
			if (!found.contains(transport)) {
				found.add(transport);
			}
		}
		return found;
	}

	private void find(@Nullable String service, String... names) {
		ResolutionResult result = ResolutionResult.of(Endpoints.of(names), asking(service));
		if (this.on.resolver.starts() == 0) {
			this.on.resolver.findAtStart(result);
			this.on.channel().connect();
		}
		else {
			this.on.resolver.find(result);
		}
	}

	private static ServiceConfig asking(@Nullable String service) {
		return new ServiceConfig(List.of(LoadBalancingPolicy.named("round_robin")), Map.of(), null, service);
	}

	/** The service in the request of the latest stream. */
	private static String service(FakeTransport transport) {
		byte[] sent = transport.lastStream().sent().get(0);
		return (sent.length < 7) ? "" : new String(sent, 7, sent.length - 7, java.nio.charset.StandardCharsets.UTF_8);
	}

}
