package io.clientconn.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.autoconfigure.health.ClientConnHealthAutoConfiguration;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Certificates of SSL bundles that expire, by a clock that the test moves.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExpiringCertificatesTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private static final Instant SOONER = START.plus(Duration.ofDays(30));

	private static final Instant LATER = START.plus(Duration.ofDays(60));

	private final AtomicReference<Instant> now = new AtomicReference<>(START);

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class,
				ClientConnHealthAutoConfiguration.class))
		.withBean(DefaultSslBundleRegistry.class, () -> this.bundles)
		.withBean(InstantSource.class, () -> this.now::get)
		.withPropertyValues(ORDERS + "target=orders:1", ORDERS + "ssl.bundle=shop");

	private static SslBundle bundle(Instant clientEnd, Instant authorityEnd, SslOptions options) throws Exception {
		X509Bundle authority = new CertificateBuilder().ecp256()
			.subject("CN=authority")
			.setIsCertificateAuthority(true)
			.notBefore(START.minus(Duration.ofDays(90)))
			.notAfter(authorityEnd)
			.buildSelfSigned();
		X509Bundle client = new CertificateBuilder().ecp256()
			.subject("CN=shop")
			.notBefore(START.minus(Duration.ofDays(90)))
			.notAfter(clientEnd)
			.buildIssuedBy(authority);
		return SslBundle.of(new PemSslStoreBundle(
				PemSslStoreDetails.forCertificate(client.getCertificatePEM()).withPrivateKey(client.getPrivateKeyPEM()),
				PemSslStoreDetails.forCertificate(authority.getCertificatePEM())), null, options);
	}

	private static SslBundle bundle(Instant clientEnd, Instant authorityEnd) throws Exception {
		return bundle(clientEnd, authorityEnd, SslOptions.NONE);
	}

	private static Health health(ApplicationContext context) {
		HealthIndicator indicator = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
			.getContributor("orders");
		assertThat(indicator).isNotNull();
		Health health = indicator.health();
		assertThat(health).isNotNull();
		return health;
	}

	private static Object shown(ApplicationContext context) {
		return health(context).getDetails().get("expiringCertificates");
	}

	private static Map<String, Object> certificate(String purpose, String subject, Instant end, boolean expired) {
		return Map.of("purpose", purpose, "subject", subject, "notAfter", end.toString(), "expired", expired);
	}

	private static int times(CapturedOutput output, String text) {
		return output.getAll().split(text, -1).length - 1;
	}

	@Test
	void whatExpiresIsShownFromTwoWeeksBeforeAndLoggedOnce(CapturedOutput output) throws Exception {
		this.bundles.registerBundle("shop", bundle(SOONER, LATER));
		this.runner.run((context) -> {
			this.now.set(SOONER.minus(Duration.ofDays(14)));
			assertThat(shown(context)).isNull();
			assertThat(output).doesNotContain("expires on");
			this.now.set(SOONER.minus(Duration.ofDays(14)).plusSeconds(1));
			for (int i = 0; i < 3; i++) {
				assertThat(shown(context))
					.isEqualTo(List.of(certificate("client certificate", "CN=shop", SOONER, false)));
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			}
			assertThat(times(output, "expires on")).isEqualTo(1);
			assertThat(output).contains("gRPC channel 'orders': the client certificate CN=shop expires on " + SOONER
					+ "; renew it in the SSL bundle 'shop' ('" + ORDERS + "ssl.bundle')");
		});
	}

	@Test
	void whatHasExpiredIsSaidOnceMore(CapturedOutput output) throws Exception {
		this.bundles.registerBundle("shop", bundle(SOONER, LATER));
		this.runner.run((context) -> {
			this.now.set(LATER.minusSeconds(1));
			for (int i = 0; i < 3; i++) {
				assertThat(shown(context)).isEqualTo(List.of(certificate("client certificate", "CN=shop", SOONER, true),
						certificate("trusted certificate", "CN=authority", LATER, false)));
			}
			this.now.set(LATER.plusSeconds(1));
			assertThat(shown(context)).isEqualTo(List.of(certificate("client certificate", "CN=shop", SOONER, true),
					certificate("trusted certificate", "CN=authority", LATER, true)));
		});
		assertThat(times(output, "client certificate CN=shop has expired")).isEqualTo(1);
		assertThat(times(output, "trusted certificate CN=authority expires on")).isEqualTo(1);
		assertThat(times(output, "trusted certificate CN=authority has expired")).isEqualTo(1);
	}

	@Test
	void aBundleThatExpiresIsLoggedAtTheStart(CapturedOutput output) throws Exception {
		this.bundles.registerBundle("shop", bundle(START.minusSeconds(1), LATER));
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(times(output, "client certificate CN=shop has expired on")).isEqualTo(1);
	}

	@Test
	void aRenewedBundleIsShownAndABrokenOneIsNot(CapturedOutput output) throws Exception {
		this.bundles.registerBundle("shop", bundle(SOONER, LATER));
		this.runner.run((context) -> {
			this.now.set(SOONER);
			assertThat(shown(context)).isNotNull();
			this.bundles.updateBundle("shop", bundle(LATER, LATER, SslOptions.of(null, java.util.Set.of("TLSv1.1"))));
			assertThat(shown(context)).isNotNull();
			this.bundles.updateBundle("shop", bundle(LATER, LATER));
			assertThat(shown(context)).isNull();
			this.bundles.updateBundle("shop", bundle(SOONER.plusSeconds(5), LATER));
			assertThat(output).contains("CN=shop expires on " + SOONER.plusSeconds(5));
		});
	}

	@Test
	void whatCountsAsSoonIsBootsProperty() throws Exception {
		this.bundles.registerBundle("shop", bundle(SOONER, LATER));
		this.runner.withPropertyValues("management.health.ssl.certificate-validity-warning-threshold=31d")
			.run((context) -> assertThat(shown(context)).isNotNull());
	}

	@Test
	void trustThatIsBypassedDoesNotExpire() throws Exception {
		this.bundles.registerBundle("shop", bundle(LATER, SOONER));
		this.runner.withPropertyValues(ORDERS + "bypass-certificate-validation=true").run((context) -> {
			this.now.set(SOONER);
			assertThat(shown(context)).isNull();
		});
	}

	@Test
	void withoutABundleOrTlsNothingIsShown() {
		for (String property : List.of("ssl.enabled=true", "ssl.enabled=false")) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class,
						ClientConnHealthAutoConfiguration.class))
				.withBean(Clock.class, Clock::systemUTC)
				.withPropertyValues(ORDERS + "target=orders:1", ORDERS + property)
				.run((context) -> assertThat(shown(context)).isNull());
		}
	}

}
