package io.clientconn.test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Serializer;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;
import io.clientconn.transport.TransportStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of an {@link InMemoryConnection}: an {@link InMemoryCall} of bytes, with the
 * transport's contract on the client's side.
 */
@AnyThread
final class InMemoryStream implements TransportStream, ResponseListener<byte[]> {

	private static final Logger LOG = LoggerFactory.getLogger(InMemoryStream.class);

	private static final int PREFIX = 5;

	private final InMemoryConnection connection;

	private final OpenRequest request;

	private final StreamListener listener;

	private final WireHandler handler;

	private final InMemoryCall<byte[], byte[]> call;

	/** Decided on this side; wins over what the call says of its end. */
	private final AtomicReference<@Nullable StreamOutcome> decided = new AtomicReference<>();

	/** Sizes of messages that the application has not taken. */
	private final Queue<Integer> untaken = new ConcurrentLinkedQueue<>();

	private final Serializer credit = new Serializer(Runnable::run, (bug) -> LOG.warn("A bug in {}", this, bug));

	/** Bytes taken of the first untaken message; in the serializer of the credit. */
	private long taken;

	/** In the events of the call. */
	private boolean ended;

	InMemoryStream(InMemoryConnection connection, OpenRequest request, StreamListener listener, Executor executor) {
		this.connection = connection;
		this.request = request;
		this.listener = listener;
		this.handler = new WireHandler(request.path());
		// Bidirectional whatever the method is: the kind of a call is the client's
		// affair.
		MethodDescriptor<byte[], byte[]> method = MethodDescriptor.of(request.path().substring(1),
				MethodDescriptor.Kind.BIDI_STREAMING, WireHandler.NO_MARSHALLER, WireHandler.NO_MARSHALLER);
		this.call = new InMemoryCall<>(method, RpcOptions.NONE.headers(request.headers()), this, this.handler,
				executor);
	}

	/**
	 * Starts the service.
	 */
	void begin(List<FakeService> services) {
		this.handler.leadTo(services);
		this.call.begin(new ManualScheduler());
		this.call.request(Direction.WINDOW);
	}

	/**
	 * Ends the stream, unless it has ended.
	 */
	void fail(StreamOutcome outcome) {
		this.decided.compareAndSet(null, outcome);
		this.call.cancel("the stream ended", null);
	}

	@Override
	public void send(ByteBuf message, boolean last) {
		byte[] bytes;
		try {
			int start = message.readerIndex();
			boolean compressed = message.getByte(start) != 0;
			bytes = new byte[message.readableBytes() - PREFIX];
			message.getBytes(start + PREFIX, bytes);
			bytes = compressed ? decompressed(bytes) : bytes;
		}
		catch (IOException ex) {
			fail(StreamOutcome.server(
					Status.of(StatusCode.UNIMPLEMENTED,
							"the in-memory server cannot read requests in encoding " + this.request.encoding()),
					Metadata.EMPTY));
			return;
		}
		finally {
			message.release();
		}
		this.call.send(bytes, last ? ClientStream.LAST : 0);
	}

	private byte[] decompressed(byte[] bytes) throws IOException {
		if (!"gzip".equals(this.request.encoding())) {
			throw new IOException("unknown encoding");
		}
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
			return in.readAllBytes();
		}
	}

	@Override
	public void halfClose() {
		this.call.halfClose();
	}

	@Override
	public void consumed(int bytes) {
		this.credit.execute(() -> {
			this.taken += bytes;
			int messages = 0;
			for (Integer first = this.untaken.peek(); first != null
					&& this.taken >= first; first = this.untaken.peek()) {
				this.untaken.remove();
				this.taken -= first;
				messages++;
			}
			if (messages > 0) {
				this.call.request(messages);
			}
		});
	}

	@Override
	public void cancel(Status reason) {
		fail(StreamOutcome.local(reason, Progress.PROCESSED));
	}

	@Override
	public boolean isReady() {
		return this.call.isReady();
	}

	// What the service says

	@Override
	public void onHeaders(Metadata headers, PeerInfo peer) {
		this.connection.answered();
		this.listener.headers(headers, null);
		this.listener.passEnded();
	}

	@Override
	public void onMessage(byte[] message) {
		if (message.length > this.request.maxInboundSize()) {
			fail(StreamOutcome.local(Status.of(StatusCode.RESOURCE_EXHAUSTED, "received message larger than max ("
					+ message.length + " vs. " + this.request.maxInboundSize() + ")"), Progress.PROCESSED));
			return;
		}
		this.untaken.add(message.length + PREFIX);
		this.listener.message(Unpooled.wrappedBuffer(message), false);
		this.listener.passEnded();
	}

	@Override
	public void onReady() {
		if (!this.ended) {
			this.listener.ready();
		}
	}

	@Override
	public void onClose(CallOutcome outcome) {
		this.ended = true;
		StreamOutcome here = this.decided.get();
		if (here == null) {
			this.connection.answered();
		}
		this.listener.closed((here != null) ? here : StreamOutcome.server(outcome.status(), outcome.trailers()));
		this.listener.passEnded();
		this.connection.ended(this);
	}

	@Override
	public String toString() {
		return this.call.toString();
	}

}
