package io.clientconn.internal.http2;

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.clientconn.rpc.Status;
import io.clientconn.security.TlsProblem;
import io.clientconn.security.TlsProblemException;
import io.clientconn.transport.PermanentConnectException;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.ssl.NotSslRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Says why TLS with a server failed, and what to do about it. Immutable.
 *
 * @param peer host and port
 * @param host the name that the server's certificate has to have
 * @param identified whether this side has a client certificate
 * @param advice what to do about problems, as the application says
 */
record TlsTexts(String peer, String host, boolean identified, Map<TlsProblem, String> advice) {

	private static final Pattern ALERT = Pattern.compile("received (?:fatal )?alert: (\\w+)");

	/** As BoringSSL and OpenSSL call what they receive. */
	private static final Pattern NATIVE_ALERT = Pattern.compile("(?:sslv3|tlsv1)[_ ](?:alert[_ ])?([\\w ]+)$");

	/** The server chose a version that was not offered. */
	private static final Pattern NATIVE_VERSION = Pattern.compile("unsupported[_ ]protocol$");

	private static final Pattern HEX = Pattern.compile("[0-9a-f]{2,}$");

	/** As much of an answer in plaintext as is worth quoting, in hexadecimal digits. */
	private static final int MOST_HEX = 32;

	/** A frame of type 4 on stream 0: what an HTTP/2 server in plaintext begins with. */
	private static final Pattern SETTINGS = Pattern.compile("0000[0-9a-f]{2}04[0-9a-f]{2}00000000.*");

	Status handshakeFailed(Throwable failure) {
		// The exception about plaintext quotes all that was received.
		return status("TLS handshake with " + this.peer + " failed: ", reason(failure),
				isPlaintext(failure) ? null : failure);
	}

	private static boolean isPlaintext(Throwable failure) {
		return failure instanceof NotSslRecordException || failure.getCause() instanceof NotSslRecordException;
	}

	Status handshakeTimedOut(String timeout) {
		return Status.unavailable("TLS handshake with " + this.peer + " timed out after " + timeout
				+ " (does it speak TLS on this port?)");
	}

	Status closedInHandshake(@Nullable Throwable cause) {
		String how = (cause == null) ? "the server closed the connection" : "the connection was reset";
		return Status
			.unavailable("TLS handshake with " + this.peer + " failed: " + how + " (does it speak TLS on this port?)")
			.withCause(cause);
	}

	Status noHttp2(@Nullable String protocol) {
		String chosen = (protocol == null) ? "it does not take part in ALPN" : "it chose '" + protocol + "'";
		return status("TLS handshake with " + this.peer + " failed: ",
				Reason.lasting(TlsProblem.NO_HTTP2, "the server does not speak HTTP/2 (" + chosen
						+ "); is there a proxy in between, or is it no gRPC server?"),
				null);
	}

	/**
	 * The server said no after the handshake, as TLS 1.3 does with client certificates.
	 * @param cause what was received
	 * @return the status, or null if it is no alert
	 */
	@Nullable Status refused(@Nullable Throwable cause) {
		String alert = (cause != null) ? alert(cause) : null;
		return (cause == null || alert == null) ? null
				: status("TLS with " + this.peer + " failed: ", aboutAlert(alert), cause);
	}

	/**
	 * What may be wrong with a server that hangs up after the handshake.
	 */
	String hint() {
		return this.identified ? " (is it a gRPC server, and does it accept the client certificate?)"
				: " (is it a gRPC server, or does it ask for a client certificate?)";
	}

	private Reason reason(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Reason reason = aboutCause(cause);
			if (reason != null) {
				return reason;
			}
		}
		return Reason.passing(null, (failure.getMessage() != null) ? failure.getMessage() : failure.toString());
	}

	private @Nullable Reason aboutCause(Throwable cause) {
		if (cause instanceof NotSslRecordException) {
			return Reason.passing(TlsProblem.SERVER_IN_PLAINTEXT, aboutPlaintext(text(cause)));
		}
		if (cause instanceof ClosedChannelException || text(cause).contains("handshake was in progress")) {
			return Reason.passing(null, "the server closed the connection (does it speak TLS on this port?)");
		}
		String alert = alert(cause);
		if (alert != null) {
			return aboutAlert(alert);
		}
		return aboutCertificate(cause);
	}

	/**
	 * The most telling cause is the innermost one: a path fails because a certificate has
	 * expired.
	 */
	private @Nullable Reason aboutCertificate(Throwable cause) {
		for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
			if (inner instanceof CertificateExpiredException) {
				return Reason.lasting(TlsProblem.SERVER_CERTIFICATE_EXPIRED,
						"the server's certificate has expired (" + inner.getMessage() + ")");
			}
			if (inner instanceof CertificateNotYetValidException) {
				return Reason.passing(TlsProblem.SERVER_CERTIFICATE_NOT_YET_VALID,
						"the server's certificate is not valid yet (" + inner.getMessage() + ")");
			}
		}
		if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
			return Reason.lasting(TlsProblem.SERVER_NOT_TRUSTED,
					"the server's certificate is not trusted: no trusted certificate vouches for it; add the one"
							+ " of its authority to those that the channel trusts (" + cause.getMessage() + ")");
		}
		if (cause instanceof CertificateException && text(cause).matches("no (subject alternative|name matching).*")) {
			return Reason.lasting(TlsProblem.WRONG_HOST, "the server's certificate is not for '" + this.host
					+ "'; set the authority of the channel to a name that it is for (" + cause.getMessage() + ")");
		}
		return null;
	}

	/**
	 * The JDK's TLS quotes what came instead, BoringSSL does not.
	 */
	private static String aboutPlaintext(String message) {
		Matcher digits = HEX.matcher(message);
		if (!digits.find()) {
			return "the server answered in plaintext; it does not expect TLS on this port";
		}
		String hex = digits.group();
		if (SETTINGS.matcher(hex).matches()) {
			return "the server answered in plaintext, with HTTP/2; it does not expect TLS on this port";
		}
		String start = hex.substring(0, Math.min(MOST_HEX, hex.length() & ~1));
		String quoted = new String(ByteBufUtil.decodeHexDump(start), StandardCharsets.ISO_8859_1);
		return "the server answered in plaintext, with \"" + Printable.of(quoted)
				+ "\"; it does not expect TLS on this port";
	}

	/**
	 * The alerts with a meaning of their own here are about what both sides are
	 * configured to do; any other may be a bad moment.
	 */
	private Reason aboutAlert(String alert) {
		return switch (alert) {
			case "no_application_protocol" -> Reason.lasting(TlsProblem.NO_HTTP2,
					"the server does not offer HTTP/2 (no h2 in ALPN); is there a proxy in between, or is it no gRPC"
							+ " server?");
			case "protocol_version" -> Reason.lasting(TlsProblem.NO_COMMON_PROTOCOL,
					"no version of TLS in common; this side speaks 1.3 and 1.2");
			case "unrecognized_name" ->
				Reason.lasting(TlsProblem.UNKNOWN_HOST, "the server does not know the name '" + this.host + "'");
			case "handshake_failure" -> Reason.lasting(TlsProblem.NO_COMMON_CIPHER,
					"the server refused (handshake_failure): no cipher suite in common, or " + (this.identified
							? "it does not accept the client certificate" : "it asks for a client certificate"));
			case "certificate_required" -> this.identified
					? Reason.lasting(TlsProblem.CLIENT_CERTIFICATE_REFUSED,
							"the server does not accept the client certificate, or it was not sent because no authority"
									+ " that the server names vouches for it (certificate_required)")
					: clientCertificateMissing(alert);
			case "bad_certificate", "certificate_unknown", "unknown_ca", "access_denied", "certificate_expired",
					"certificate_revoked",
					"unsupported_certificate" ->
				this.identified
						? Reason.lasting(TlsProblem.CLIENT_CERTIFICATE_REFUSED,
								"the server does not accept the client certificate (" + alert + ")")
						: clientCertificateMissing(alert);
			default -> Reason.passing(null, "the server refused (" + alert + ")");
		};
	}

	private static Reason clientCertificateMissing(String alert) {
		return Reason.lasting(TlsProblem.CLIENT_CERTIFICATE_MISSING,
				"the server asks for a client certificate, and this channel has none (" + alert + ")");
	}

	private static @Nullable String alert(Throwable cause) {
		String text = text(cause);
		Matcher matcher = ALERT.matcher(text);
		if (matcher.find()) {
			return matcher.group(1);
		}
		if (NATIVE_VERSION.matcher(text).find()) {
			return "protocol_version";
		}
		Matcher known = NATIVE_ALERT.matcher(text);
		return known.find() ? known.group(1).replace(' ', '_') : null;
	}

	private Status status(String what, Reason reason, @Nullable Throwable failure) {
		String sentence = (reason.problem != null) ? this.advice.get(reason.problem) : null;
		return reason.status(what, (sentence != null) ? (reason.text.endsWith("?") ? " " : "; ") + sentence : "",
				failure);
	}

	private static String text(Throwable cause) {
		return (cause.getMessage() == null) ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
	}

	/**
	 * Why TLS failed.
	 *
	 * @param problem what is wrong, or null if that is not known
	 * @param text the words for it
	 * @param lasts whether the next attempt will fail of it as well
	 */
	private record Reason(@Nullable TlsProblem problem, String text, boolean lasts) {

		static Reason lasting(TlsProblem problem, String text) {
			return new Reason(problem, text, true);
		}

		static Reason passing(@Nullable TlsProblem problem, String text) {
			return new Reason(problem, text, false);
		}

		Status status(String what, String advice, @Nullable Throwable failure) {
			String whole = what + this.text + advice;
			Throwable cause = (this.problem != null) ? new TlsProblemException(this.problem, this.text, failure)
					: failure;
			return Status.unavailable(whole)
				.withCause((this.lasts && cause != null) ? new PermanentConnectException(whole, cause) : cause);
		}

	}

}
