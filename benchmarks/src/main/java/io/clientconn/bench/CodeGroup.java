package io.clientconn.bench;

import java.util.List;

/**
 * Which part of a client a piece of code belongs to, by the beginning of its name.
 *
 * @param prefix of the class name; the first that fits decides
 * @param group the part
 */
record CodeGroup(String prefix, String group) {

	private static final String HPACK = "hpack";

	private static final String HARNESS = "harness";

	private static final String HAND_OVER = "hand-over between threads";

	private static final String TLS = "tls";

	private static final String NETTY_IO = "netty io";

	private static final String OTHER = "jdk and other";

	private static final List<CodeGroup> GROUPS = List.of(new CodeGroup("io.netty.handler.codec.http2.Hpack", HPACK),
			new CodeGroup("io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder", HPACK),
			new CodeGroup("io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder", HPACK),
			new CodeGroup("io.clientconn.internal.http2.Header", HPACK),
			new CodeGroup("io.netty.handler.codec.http2.", "netty http2"),
			new CodeGroup("io.netty.buffer.", "netty buffers"), new CodeGroup("io.netty.channel.epoll.", NETTY_IO),
			new CodeGroup("io.netty.channel.unix.", NETTY_IO), new CodeGroup("io.netty.channel.nio.", NETTY_IO),
			new CodeGroup("io.netty.handler.ssl.", TLS), new CodeGroup("sun.security.", TLS),
			new CodeGroup("com.sun.crypto.", TLS), new CodeGroup("javax.crypto.", TLS),
			new CodeGroup("io.netty.", "netty channel, promises, event loop"),
			new CodeGroup("com.google.protobuf.", "protobuf"), new CodeGroup("io.clientconn.bench.proto.", "protobuf"),
			new CodeGroup("io.clientconn.bench.", HARNESS), new CodeGroup("org.HdrHistogram.", HARNESS),
			new CodeGroup("io.clientconn.grpcjava.", "bridge"),
			new CodeGroup("io.clientconn.internal.http2.", "clientconn http2"),
			new CodeGroup("io.clientconn.internal.wire.", "clientconn messages, headers"),
			new CodeGroup("io.clientconn.", "clientconn calls, delivery, picking"),
			new CodeGroup("io.grpc.netty.", "grpc netty transport"),
			new CodeGroup("io.grpc.internal.RetriableStream", "grpc retry"),
			new CodeGroup("io.grpc.internal.MessageFramer", "grpc messages, headers"),
			new CodeGroup("io.grpc.internal.MessageDeframer", "grpc messages, headers"),
			new CodeGroup("io.grpc.Metadata", "grpc messages, headers"),
			new CodeGroup("io.grpc.", "grpc calls, channel, stubs"),
			new CodeGroup("java.util.concurrent.ThreadPoolExecutor", HAND_OVER),
			new CodeGroup("java.util.concurrent.ForkJoin", HAND_OVER),
			new CodeGroup("java.util.concurrent.SynchronousQueue", HAND_OVER),
			new CodeGroup("java.util.concurrent.LinkedTransferQueue", HAND_OVER),
			new CodeGroup("java.util.concurrent.LinkedBlockingQueue", HAND_OVER),
			new CodeGroup("java.util.concurrent.ScheduledThreadPoolExecutor", HAND_OVER),
			new CodeGroup("java.util.concurrent.locks.", HAND_OVER),
			new CodeGroup("java.lang.VirtualThread", HAND_OVER));

	/**
	 * The group of the innermost frame that has one.
	 * @param frames the classes of a stack, the innermost first
	 */
	static String of(List<String> frames) {
		for (String frame : frames) {
			for (CodeGroup each : GROUPS) {
				if (frame.startsWith(each.prefix)) {
					return each.group;
				}
			}
		}
		return OTHER;
	}

}
