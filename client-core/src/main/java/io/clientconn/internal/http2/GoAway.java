package io.clientconn.internal.http2;

import io.netty.handler.codec.http2.Http2Error;

/**
 * What a GOAWAY frame says. Immutable.
 *
 * @param lastStreamId the last stream that the server may process
 * @param errorCode why
 * @param debugData in words, printable
 */
record GoAway(int lastStreamId, long errorCode, String debugData) {

	/**
	 * Whether the server complains of our keepalive (gRFC A8).
	 */
	boolean isTooManyPings() {
		return this.errorCode == Http2Error.ENHANCE_YOUR_CALM.code() && this.debugData.equals("too_many_pings");
	}

	@Override
	public String toString() {
		String code = "code: " + ErrorCodes.name(this.errorCode);
		return this.debugData.isEmpty() ? code : code + ", debug data: \"" + this.debugData + "\"";
	}

}
