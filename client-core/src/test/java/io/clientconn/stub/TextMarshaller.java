package io.clientconn.stub;

import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;

/** Never asked: the scripted channel hands messages over as they are. */
final class TextMarshaller implements Marshaller<String> {

	@Override
	public int size(String message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void write(String message, MessageSink sink) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String read(MessageSource source) {
		throw new UnsupportedOperationException();
	}

}
