package io.clientconn.rpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TextMarshaller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CallCredentialsTest {

	private static final CallCredentials ONE = adding("n", "1");

	private static final CallCredentials TWO = adding("n", "2");

	private static CallCredentials adding(String name, String value) {
		return (request) -> CompletableFuture.completedFuture(Metadata.of(name, value));
	}

	private static CredentialsRequest request(String authority) {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
		return new CredentialsRequest(
				MethodDescriptor.of("shop.Orders/Get", Kind.UNARY, new TextMarshaller(), new TextMarshaller()),
				RpcOptions.NONE, authority, new PeerInfo(address, address, null), new ManualScheduler());
	}

	private static Metadata headers(CallCredentials credentials) {
		return credentials.headers(request("orders")).toCompletableFuture().join();
	}

	@Test
	void twoOfThemAddTheirHeadersInOrder() {
		assertThat(headers(ONE.and(TWO)).getAll("n")).containsExactly("1", "2");
		assertThat(headers(TWO.and(ONE).and(TWO)).getAll("n")).containsExactly("2", "1", "2");
	}

	@Test
	void ifOneOfThemFailsBothDo() {
		CallCredentials broken = (request) -> CompletableFuture.failedFuture(new IllegalStateException("no"));
		assertThatThrownBy(() -> headers(ONE.and(broken))).isInstanceOf(CompletionException.class)
			.hasRootCauseMessage("no");
		assertThatThrownBy(() -> headers(broken.and(ONE))).hasRootCauseMessage("no");
	}

	@Test
	void privacyIsRequiredUnlessAllOfThemDoWithout() {
		CallCredentials open = TWO.allowingPlaintext();
		assertThat(ONE.requiresPrivacy()).isTrue();
		assertThat(open.requiresPrivacy()).isFalse();
		assertThat(open.allowingPlaintext()).isSameAs(open);
		assertThat(ONE.and(open).requiresPrivacy()).isTrue();
		assertThat(open.and(ONE).requiresPrivacy()).isTrue();
		assertThat(open.and(open).requiresPrivacy()).isFalse();
		assertThat(ONE.and(TWO).allowingPlaintext().requiresPrivacy()).isFalse();
		assertThat(headers(ONE.and(TWO).allowingPlaintext()).getAll("n")).containsExactly("1", "2");
	}

	@ParameterizedTest
	@CsvSource({ "orders, https://orders/shop.Orders", "orders:443, https://orders/shop.Orders",
			"orders:8443, https://orders:8443/shop.Orders", "[::1]:443, https://[::1]/shop.Orders" })
	void theAudienceIsTheServiceAtTheAuthority(String authority, String audience) {
		assertThat(request(authority).audience()).isEqualTo(audience);
	}

}
