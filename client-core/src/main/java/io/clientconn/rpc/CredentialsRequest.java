package io.clientconn.rpc;

import io.clientconn.concurrent.Scheduler;

/**
 * The attempt of a call that {@link CallCredentials} are asked for. Immutable.
 *
 * @param method the method
 * @param options what the call asks for, with the attributes that interceptors set
 * @param authority the {@code :authority} of the call
 * @param peer the connection that was picked
 * @param clock the clock of the channel, for credentials that expire
 * @since 0.1.0
 */
public record CredentialsRequest(MethodDescriptor<?, ?> method, RpcOptions options, String authority, PeerInfo peer,
		Scheduler clock) {

	private static final String HTTPS_PORT = ":443";

	/**
	 * Whom credentials for this call are meant for, as tokens name it.
	 * @return {@code https://} with the authority, whose port is left out if it is 443,
	 * and the service
	 */
	public String audience() {
		String host = this.authority.endsWith(HTTPS_PORT)
				? this.authority.substring(0, this.authority.length() - HTTPS_PORT.length()) : this.authority;
		return "https://" + host + "/" + this.method.serviceName();
	}

	/**
	 * How well the connection protects what is sent on it.
	 * @return the level of the peer
	 */
	public SecurityLevel securityLevel() {
		return this.peer.securityLevel();
	}

}
