package io.clientconn.grpcjava;

import java.io.ByteArrayInputStream;

import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;

import io.grpc.CallCredentials;
import io.grpc.ChoiceChannelCredentials;
import io.grpc.CompositeCallCredentials;
import io.grpc.CompositeChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;

import org.jspecify.annotations.Nullable;

/**
 * Credentials of grpc-java as ours.
 *
 * @param connections how connections are secured
 * @param calls what every call is authorized by, or null
 */
record CredentialsTranslation(ChannelCredentials connections, @Nullable CallCredentials calls) {

	static CredentialsTranslation of(io.grpc.ChannelCredentials credentials) {
		if (credentials instanceof InsecureChannelCredentials) {
			return new CredentialsTranslation(ChannelCredentials.plaintext(), null);
		}
		if (credentials instanceof TlsChannelCredentials tls) {
			return new CredentialsTranslation(tls(tls), null);
		}
		if (credentials instanceof CompositeChannelCredentials composite) {
			CredentialsTranslation inner = of(composite.getChannelCredentials());
			CallCredentials more = composite.getCallCredentials();
			return new CredentialsTranslation(inner.connections(),
					(inner.calls() != null) ? new CompositeCallCredentials(inner.calls(), more) : more);
		}
		if (credentials instanceof ChoiceChannelCredentials choice) {
			return firstOf(choice);
		}
		throw new IllegalArgumentException("ChannelCredentials of the type " + credentials.getClass().getName()
				+ " are not known here: use InsecureChannelCredentials, TlsChannelCredentials, or the builder's"
				+ " configure(..) with ClientConn's own credentials");
	}

	private static CredentialsTranslation firstOf(ChoiceChannelCredentials choice) {
		IllegalArgumentException none = new IllegalArgumentException("none of the offered ChannelCredentials is known");
		for (io.grpc.ChannelCredentials each : choice.getCredentialsList()) {
			try {
				return of(each);
			}
			catch (IllegalArgumentException ex) {
				none.addSuppressed(ex);
			}
		}
		throw none;
	}

	private static ChannelCredentials tls(TlsChannelCredentials tls) {
		refuse(tls.getTrustManagers() != null, "TrustManagers", "the root certificates as PEM");
		refuse(tls.getKeyManagers() != null, "KeyManagers", "certificate chain and key as PEM");
		refuse(tls.getPrivateKeyPassword() != null, "a password of the private key", "an unencrypted PKCS #8 key");
		TlsMaterial material = (tls.getRootCertificates() != null)
				? TlsMaterial.trusting(new ByteArrayInputStream(tls.getRootCertificates())) : TlsMaterial.jvmTrust();
		if (tls.getPrivateKey() != null && tls.getCertificateChain() != null) {
			material = material.withIdentity(new ByteArrayInputStream(tls.getPrivateKey()),
					new ByteArrayInputStream(tls.getCertificateChain()));
		}
		return ChannelCredentials.tls(material);
	}

	private static void refuse(boolean present, String what, String instead) {
		if (present) {
			throw new IllegalArgumentException(
					"TlsChannelCredentials with " + what + " cannot be used here: give " + instead);
		}
	}

}
