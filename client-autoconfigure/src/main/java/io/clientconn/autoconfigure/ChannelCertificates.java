package io.clientconn.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.concurrent.AnyThread;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Which certificates of SSL bundles channels have in use, and which of them expire. A
 * certificate that expires soon is logged once, and once more when it has expired:
 * whoever asks, it is looked at then, and when a bundle comes into use. Thread-safe.
 *
 * @since 0.1.0
 */
@AnyThread
public final class ChannelCertificates {

	private static final Log logger = LogFactory.getLog(ChannelCertificates.class);

	private final InstantSource clock;

	private final Duration soon;

	private final Map<String, InUse> channels = new ConcurrentHashMap<>();

	/** What has been logged: the channel and what was said. */
	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	/**
	 * Makes an empty list.
	 * @param clock says what has expired
	 * @param soon how long before its end a certificate is worth a word
	 */
	ChannelCertificates(InstantSource clock, Duration soon) {
		this.clock = clock;
		this.soon = soon;
	}

	/**
	 * What a channel connects with from now on.
	 * @param channel its name
	 * @param bundle the name of the bundle
	 * @param certificates of the bundle
	 */
	void use(String channel, String bundle, List<BundleCertificate> certificates) {
		this.channels.put(ChannelName.canonical(channel), new InUse(channel, bundle, List.copyOf(certificates)));
		expiring(channel);
	}

	/**
	 * The certificates of a channel that have expired or soon will.
	 * @param channel the name of the channel
	 * @return those of the bundle that is in use, in its order; empty for a channel
	 * without a bundle
	 */
	public List<ExpiringCertificate> expiring(String channel) {
		InUse inUse = this.channels.get(ChannelName.canonical(channel));
		if (inUse == null) {
			return List.of();
		}
		Instant now = this.clock.instant();
		Set<ExpiringCertificate> found = new LinkedHashSet<>();
		for (BundleCertificate certificate : inUse.certificates) {
			Instant end = certificate.notAfter();
			if (end.isBefore(now.plus(this.soon))) {
				found
					.add(new ExpiringCertificate(certificate.purpose(), certificate.subject(), end, end.isBefore(now)));
			}
		}
		found.forEach((certificate) -> log(inUse, certificate));
		return List.copyOf(found);
	}

	private void log(InUse inUse, ExpiringCertificate certificate) {
		String message = "gRPC channel '" + inUse.channel + "': " + certificate.text()
				+ "; renew it in the SSL bundle '" + inUse.bundle + "' ('" + ChannelCatalog.CHANNELS + inUse.channel
				+ ".ssl.bundle')";
		if (this.logged.add(message)) {
			logger.warn(message);
		}
	}

	/**
	 * What a channel connects with.
	 *
	 * @param channel its name as configured
	 * @param bundle the name of the bundle
	 * @param certificates those of the bundle
	 */
	private record InUse(String channel, String bundle, List<BundleCertificate> certificates) {

	}

}
