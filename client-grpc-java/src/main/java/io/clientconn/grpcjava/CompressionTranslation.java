package io.clientconn.grpcjava;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.clientconn.ClientConnBuilder;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;

import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;

import org.jspecify.annotations.Nullable;

/**
 * Encodings of grpc-java as ours. Pure functions.
 */
final class CompressionTranslation {

	private CompressionTranslation() {
	}

	/**
	 * Reads responses in every encoding that the registry knows, and tells servers of
	 * those that it advertises.
	 */
	static void apply(ClientConnBuilder target, DecompressorRegistry registry) {
		List<String> accepted = new ArrayList<>();
		for (String name : registry.getAdvertisedMessageEncodings()) {
			Decompressor decompressor = decompressor(registry, name);
			if (decompressor != null) {
				accepted.add(name);
				target.decompressor(decompressor);
			}
		}
		target.acceptedEncodings(accepted.toArray(String[]::new));
		target.moreDecompressors((name) -> decompressor(registry, name));
	}

	private static @Nullable Decompressor decompressor(DecompressorRegistry registry, String name) {
		io.grpc.Decompressor found = registry.lookupDecompressor(name);
		return (found == null || found == Codec.Identity.NONE) ? null : new Translated(name, found);
	}

	/**
	 * Asks the registry when a call names an encoding; it cannot be listed.
	 */
	static Function<String, @Nullable Compressor> asked(CompressorRegistry registry) {
		return (name) -> {
			io.grpc.Compressor found = registry.lookupCompressor(name);
			return (found == null || found == Codec.Identity.NONE) ? null : new TranslatedCompressor(name, found);
		};
	}

	private record TranslatedCompressor(String encoding, io.grpc.Compressor compressor) implements Compressor {

		TranslatedCompressor {
			Objects.requireNonNull(encoding, "encoding");
		}

		@Override
		public OutputStream compress(OutputStream target) throws IOException {
			return this.compressor.compress(target);
		}

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
