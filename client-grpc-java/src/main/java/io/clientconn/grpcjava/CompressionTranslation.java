package io.clientconn.grpcjava;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.clientconn.ClientConnBuilder;
import io.clientconn.rpc.Decompressor;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;

/**
 * Encodings of grpc-java as ours. Pure functions.
 */
final class CompressionTranslation {

	private CompressionTranslation() {
	}

	/**
	 * Accepts responses in the encodings that the registry advertises.
	 */
	static void apply(ClientConnBuilder target, DecompressorRegistry registry) {
		List<String> accepted = new ArrayList<>();
		for (String name : registry.getAdvertisedMessageEncodings()) {
			io.grpc.Decompressor decompressor = registry.lookupDecompressor(name);
			if (decompressor != null && decompressor != Codec.Identity.NONE) {
				accepted.add(name);
				target.decompressor(new Translated(name, decompressor));
			}
		}
		target.acceptedEncodings(accepted.toArray(String[]::new));
	}

	private record Translated(String encoding, io.grpc.Decompressor decompressor) implements Decompressor {

		Translated {
			Objects.requireNonNull(encoding, "encoding");
		}

		@Override
		public InputStream decompress(InputStream source) throws IOException {
			return this.decompressor.decompress(source);
		}

	}

}
