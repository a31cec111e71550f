package io.clientconn.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails the whole run if Netty's leak detector reported a buffer that nobody released.
 * <p>
 * The detector speaks only when a later buffer is taken after a collection, so the end of
 * the run forces both. It ends the JVM rather than a test: by then the tests are over,
 * and surefire treats a JVM that ends on its own as a failure.
 */
public final class LeakGate implements LauncherSessionListener {

	/**
	 * The servers of our tests are grpc-java's, in the same JVM. They drop a buffer now
	 * and then when a test cuts them off; no buffer is ever handled by both sides. Their
	 * connections are Netty's, which ours are not: a record may show nothing else.
	 */
	private static final List<String> SERVERS = List.of("io.grpc.",
			"io.netty.handler.codec.http2.Http2ConnectionHandler");

	private static final int COLLECTIONS = 3;

	private static final int BUFFERS = 200;

	private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		ByteBufUtil.setLeakListener((type, records) -> {
			if (SERVERS.stream().noneMatch(records::contains)) {
				this.leaks.add(type + records);
			}
		});
	}

	@Override
	public void launcherSessionClosed(LauncherSession session) {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			for (int j = 0; j < BUFFERS; j++) {
				ByteBuf probe = PooledByteBufAllocator.DEFAULT.buffer(16);
				probe.release();
			}
		}
		if (!this.leaks.isEmpty()) {
			System.err.println("Buffers were not released:");
			this.leaks.forEach(System.err::println);
			Runtime.getRuntime().halt(1);
		}
	}

}
