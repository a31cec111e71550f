package io.clientconn.internal.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;

/**
 * The encoding {@code gzip} (RFC 1952), both ways, with the JDK's means.
 * <p>
 * Stateless. It never accepts a message that is cut off, whose checksum is wrong or that
 * something follows.
 */
public final class GzipEncoding implements Compressor, Decompressor {

	private static final int LEAST_BUFFER = 512;

	private static final int LARGEST_BUFFER = 64 * 1024;

	/** Checksum and length behind the data. */
	private static final int TRAILER = 8;

	@Override
	public String encoding() {
		return "gzip";
	}

	@Override
	public OutputStream compress(OutputStream target) throws IOException {
		return new GZIPOutputStream(target, 4 * LEAST_BUFFER);
	}

	@Override
	public InputStream decompress(InputStream source) throws IOException {
		return new WholeInput(source, Math.max(LEAST_BUFFER, Math.min(source.available(), LARGEST_BUFFER)));
	}

	/**
	 * The JDK's reader takes what follows the last member for the end, whatever it is.
	 */
	private static final class WholeInput extends GZIPInputStream {

		WholeInput(InputStream source, int buffer) throws IOException {
			super(source, buffer);
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			int count = super.read(target, offset, length);
			if (count < 0 && (this.inf.getRemaining() > TRAILER || this.in.available() > 0)) {
				throw new ZipException("bytes follow the end of the data");
			}
			return count;
		}

	}

}
