package io.clientconn.internal.http2;

/**
 * What a GOAWAY frame says. Immutable.
 *
 * @param lastStreamId the last stream that the server may process
 * @param errorCode why
 * @param debugData in words, printable
 */
record GoAway(int lastStreamId, long errorCode, String debugData) {

	@Override
	public String toString() {
		String code = "code: " + ErrorCodes.name(this.errorCode);
		return this.debugData.isEmpty() ? code : code + ", debug data: \"" + this.debugData + "\"";
	}

}
