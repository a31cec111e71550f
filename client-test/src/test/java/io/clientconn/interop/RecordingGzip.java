package io.clientconn.interop;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

import io.clientconn.rpc.Decompressor;

/**
 * Takes down the size of every message that came with the compressed flag. Thread-safe.
 */
final class RecordingGzip implements Decompressor {

	private final List<Long> sizes = new CopyOnWriteArrayList<>();

	/**
	 * The sizes of the compressed messages so far, uncompressed.
	 */
	List<Long> sizes() {
		return List.copyOf(this.sizes);
	}

	@Override
	public String encoding() {
		return "gzip";
	}

	@Override
	public InputStream decompress(InputStream source) throws IOException {
		return new FilterInputStream(new GZIPInputStream(source)) {

			private long size;

			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				int count = super.read(target, offset, length);
				this.size += Math.max(0, count);
				return count;
			}

			@Override
			public void close() throws IOException {
				super.close();
				RecordingGzip.this.sizes.add(this.size);
			}

		};
	}

}
