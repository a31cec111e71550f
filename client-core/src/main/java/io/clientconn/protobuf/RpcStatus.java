package io.clientconn.protobuf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;

/**
 * The three fields of a {@code google.rpc.Status}, read by hand so that no generated
 * class of somebody else's protobuf version is needed. Immutable. Never keeps unknown
 * fields.
 *
 * @param code the number of the status code
 * @param message the message, possibly empty
 * @param details the details, possibly none
 */
record RpcStatus(int code, String message, List<StatusDetails.Detail> details) {

	private static final int VARINT = 0;

	private static final int LENGTH_DELIMITED = 2;

	private static final int CODE = 1 << 3 | VARINT;

	private static final int MESSAGE = 2 << 3 | LENGTH_DELIMITED;

	private static final int DETAILS = 3 << 3 | LENGTH_DELIMITED;

	private static final int ANY_TYPE_URL = 1 << 3 | LENGTH_DELIMITED;

	private static final int ANY_VALUE = 2 << 3 | LENGTH_DELIMITED;

	static RpcStatus parse(byte[] bytes) throws IOException {
		CodedInputStream in = CodedInputStream.newInstance(bytes);
		int code = 0;
		String message = "";
		List<StatusDetails.Detail> details = new ArrayList<>();
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			switch (tag) {
				case CODE -> code = in.readInt32();
				case MESSAGE -> message = in.readStringRequireUtf8();
				case DETAILS -> details.add(parseAny(in.readBytes()));
				default -> skip(in, tag);
			}
		}
		return new RpcStatus(code, message, List.copyOf(details));
	}

	private static StatusDetails.Detail parseAny(ByteString bytes) throws IOException {
		CodedInputStream in = bytes.newCodedInput();
		String typeUrl = "";
		ByteString value = ByteString.EMPTY;
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			switch (tag) {
				case ANY_TYPE_URL -> typeUrl = in.readStringRequireUtf8();
				case ANY_VALUE -> value = in.readBytes();
				default -> skip(in, tag);
			}
		}
		return new StatusDetails.Detail(typeUrl, value);
	}

	private static void skip(CodedInputStream in, int tag) throws IOException {
		if (!in.skipField(tag)) {
			throw new InvalidProtocolBufferException("a group ends that never began");
		}
	}

}
