package io.clientconn.resolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FakeResolverHost;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DnsResolverTest {

	private final FakeResolverHost host = new FakeResolverHost();

	private final Map<String, List<InetAddress>> names = new HashMap<>();

	private final List<String> asked = new ArrayList<>();

	@Test
	void everyAddressOfANameIsABackend() {
		name("orders", "10.0.0.1", "10.0.0.2");

		start("dns:///orders:9090");

		assertThat(this.host.results()).isEmpty();
		this.host.offloaded().runAll();
		assertThat(this.host.lastAddresses()).containsExactly("[10.0.0.1:9090]", "[10.0.0.2:9090]");
		assertThat(this.host.scheduler().pending()).isZero();
	}

	@Test
	void thePortIs443UnlessTheTargetNamesOne() {
		name("orders", "10.0.0.1");

		start("orders");
		this.host.offloaded().runAll();

		assertThat(this.host.lastAddresses()).containsExactly("[10.0.0.1:443]");
	}

	@Test
	void anAddressIsAnsweredAtOnceAndNeverLookedUp() {
		Resolver resolver = start("[::1]:9090");
		this.host.run(resolver::resolveNow);

		assertThat(this.host.results()).hasSize(1);
		assertThat(this.host.offloaded().pending()).isZero();
	}

	@Test
	void itNeverPollsAndLooksAgainOnlyWhenAskedAndNotTwiceIn30Seconds() {
		name("orders", "10.0.0.1");
		Resolver resolver = start("orders:1");
		this.host.offloaded().runAll();
		this.host.scheduler().advance(Duration.ofSeconds(10));

		this.host.run(resolver::resolveNow);
		this.host.run(resolver::resolveNow);

		assertThat(this.host.offloaded().pending()).isZero();
		this.host.scheduler().advance(Duration.ofSeconds(19));
		assertThat(this.host.offloaded().pending()).isZero();
		this.host.scheduler().advance(Duration.ofSeconds(1));
		assertThat(this.host.offloaded().runAll()).isEqualTo(1);
		this.host.scheduler().advance(Duration.ofHours(1));
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void anUnknownHostIsAFailureThatNamesItAndIsTriedAgainWithBackoff() {
		start("orders:1");
		this.host.offloaded().runAll();

		ResolutionResult result = this.host.last();
		assertThat(result.failed()).isTrue();
		assertThat(result.error().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(result.error().description()).isEqualTo("resolve orders: unknown host");
		assertThat(this.host.scheduler().untilNext()).isBetween(Duration.ofMillis(1280), Duration.ofMillis(1920));

		name("orders", "10.0.0.1");
		this.host.scheduler().advance(Duration.ofSeconds(2));
		this.host.offloaded().runAll();
		assertThat(this.host.lastAddresses()).containsExactly("[10.0.0.1:1]");
		assertThat(this.host.scheduler().pending()).isZero();
	}

	@Test
	void aResultThatTheChannelRejectsIsLookedUpAgainWithBackoff() {
		name("orders", "10.0.0.1");
		this.host.reject(Status.unavailable("no use"));

		start("orders:1");
		this.host.offloaded().runAll();

		assertThat(this.host.scheduler().pending()).isOne();
		this.host.scheduler().advance(Duration.ofSeconds(2));
		assertThat(this.host.offloaded().runAll()).isOne();
		assertThat(this.host.scheduler().untilNext()).isGreaterThan(Duration.ofSeconds(2));
	}

	@Test
	void whateverALookUpThrowsIsAFailure() {
		Resolver resolver = new DnsResolver(List.of(HostPort.parse("orders:1")), (name) -> {
			throw new SecurityException("not allowed");
		}, this.host);

		this.host.run(resolver::start);
		this.host.offloaded().runAll();

		assertThat(this.host.last().error().description()).startsWith("resolve orders: ").contains("not allowed");
		assertThat(this.host.scheduler().pending()).isOne();
	}

	@Test
	void aThreadThatCannotBeStartedIsAFailureAndTriedAgain() {
		name("orders", "10.0.0.1");
		this.host.offloaded().refuse(1);

		start("orders:1");

		assertThat(this.host.last().error().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.host.last().error().description())
			.startsWith("resolve orders: no thread to look it up: java.lang.Error");
		this.host.scheduler().advance(Duration.ofSeconds(2));
		this.host.offloaded().runAll();
		assertThat(this.host.lastAddresses()).containsExactly("[10.0.0.1:1]");
	}

	@Test
	void aLookUpThatTakes30SecondsFailsAndItsLateAnswerIsDropped() {
		name("orders", "10.0.0.1");
		start("orders:1");

		this.host.scheduler().advance(Duration.ofSeconds(30));
		assertThat(this.host.last().error().description()).isEqualTo("resolve orders: no answer within 30 s");
		this.host.offloaded().runAll();

		assertThat(this.host.results()).hasSize(1);
		this.host.scheduler().advance(Duration.ofSeconds(2));
		this.host.offloaded().runAll();
		assertThat(this.host.lastAddresses()).containsExactly("[10.0.0.1:1]");
	}

	@Test
	void afterCloseNothingHappensAnyMore() {
		name("orders", "10.0.0.1");
		Resolver resolver = start("orders:1");

		this.host.run(resolver::close);
		this.host.offloaded().runAll();
		this.host.run(resolver::resolveNow);
		this.host.scheduler().advance(Duration.ofHours(1));

		assertThat(this.host.results()).isEmpty();
		assertThat(this.host.scheduler().pending()).isZero();
	}

	@Test
	void aStaticListMixesAddressesAndNamesInItsOrder() {
		name("orders", "10.0.0.1");

		start("static:///10.0.0.9:9,orders:1");
		this.host.offloaded().runAll();

		assertThat(this.host.lastAddresses()).containsExactly("[10.0.0.9:9]", "[10.0.0.1:1]");
		assertThat(this.asked).containsExactly("orders");
	}

	@Test
	void aNameOfAListThatFailsKeepsTheAddressesItHadAndIsTriedAgain() {
		name("a", "10.0.0.1");
		name("b", "10.0.0.2");
		Resolver resolver = start("static:///a:1,b:1");
		this.host.offloaded().runAll();
		this.names.remove("b");
		name("a", "10.0.0.3");

		this.host.scheduler().advance(Duration.ofSeconds(31));
		this.host.run(resolver::resolveNow);
		this.host.offloaded().runAll();

		assertThat(this.host.lastAddresses()).containsExactly("[10.0.0.3:1]", "[10.0.0.2:1]");
		assertThat(this.host.scheduler().pending()).isOne();
	}

	@Test
	void aStaticListOfAddressesIsAnsweredOnce() {
		start("static://10.0.0.1:1,[::1]:2");

		assertThat(this.host.lastAddresses()).containsExactly("[10.0.0.1:1]", "[[0:0:0:0:0:0:0:1]:2]");
	}

	@Test
	void passthroughLeavesANameToTheTransport() {
		start("passthrough:///orders:9090");

		assertThat(this.host.lastAddresses()).containsExactly("[orders:9090]");
		assertThat(this.asked).isEmpty();
	}

	private Resolver start(String text) {
		List<ResolverProvider> providers = List.of(new DnsResolverProvider(this::lookUp, (name) -> false),
				new StaticResolverProvider(this::lookUp, (name) -> false));
		ResolverRegistry registry = ResolverRegistry.withBuiltIns(providers);
		Target target = registry.target(text, "dns");
		Resolver resolver = registry.find(target.scheme()).create(target, this.host);
		this.host.run(resolver::start);
		return resolver;
	}

	private List<InetAddress> lookUp(String name) throws UnknownHostException {
		this.asked.add(name);
		List<InetAddress> found = this.names.get(name);
		if (found == null) {
			throw new UnknownHostException(name);
		}
		return found;
	}

	private void name(String name, String... addresses) {
		List<InetAddress> found = new ArrayList<>();
		for (String address : addresses) {
			found.add(HostPort.parse(address).literal());
		}
		this.names.put(name, found);
	}

}
