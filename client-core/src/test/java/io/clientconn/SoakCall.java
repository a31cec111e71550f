package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.Movement;
import io.clientconn.testing.TestServer;

import org.jspecify.annotations.Nullable;

/**
 * One call of the soak: knows what the answer must be and what came of it.
 */
final class SoakCall implements ResponseListener<String> {

	static final List<String> KINDS = List.of("Echo", "Count", "Join", "Chat");

	/** The error code of HTTP/2, RFC 9113 section 7. */
	private static final int CANCEL = 8;

	private final long id;

	private final String kind;

	private final Movement movement;

	private final List<String> requests = new ArrayList<>();

	private List<String> expected;

	private final List<String> responses = new ArrayList<>();

	private final AtomicInteger ends = new AtomicInteger();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final RpcOptions options;

	private final long limitNanos;

	private final int cancelAfter;

	private final long start = System.nanoTime();

	private volatile long nanos;

	private volatile @Nullable CallOutcome outcome;

	private volatile boolean afterEnd;

	private volatile boolean right;

	private volatile @Nullable ClientStream<String> stream;

	SoakCall(long id, String kind, Random random, Movement movement) {
		this.id = id;
		this.kind = kind;
		this.movement = movement;
		int size = (random.nextInt(20) == 0) ? 200_000 : random.nextInt(2000);
		int count = random.nextInt(8);
		switch (kind) {
			case "Echo" -> this.requests.add(text(size));
			case "Count" -> this.requests.add(Integer.toString(count * 10));
			default -> IntStream.range(0, count).forEach((i) -> this.requests.add(i + text(size / 4)));
		}
		this.expected = switch (kind) {
			case "Count" -> IntStream.rangeClosed(1, count * 10).mapToObj(Integer::toString).toList();
			case "Join" -> List.of(String.join(",", this.requests));
			default -> this.requests;
		};
		Duration limit = Duration.ofMillis((random.nextInt(20) == 0) ? 5 : 500 + random.nextInt(3000));
		this.limitNanos = limit.toNanos();
		this.cancelAfter = (random.nextInt(10) == 0) ? random.nextInt(3) : -1;
		this.options = RpcOptions.NONE.timeout(limit)
			.waitForReady(random.nextBoolean())
			.header("call-id", Long.toString(id));
	}

	private static String text(int size) {
		return "x".repeat(size);
	}

	void start(ClientConn conn) {
		ClientStream<String> call = conn.newStream(TestServer.method(this.kind), this.options, this);
		this.stream = call;
		call.request(1000);
		if (this.kind.equals("Echo") || this.kind.equals("Count")) {
			call.send(this.requests.get(0), ClientStream.LAST);
		}
		else {
			this.requests.forEach((request) -> call.send(request, 0));
			call.halfClose();
		}
		if (this.cancelAfter == 0) {
			call.cancel("by chance", null);
		}
	}

	@Override
	public void onHeaders(Metadata headers, PeerInfo peer) {
		moved();
	}

	@Override
	public void onMessage(String message) {
		moved();
		this.responses.add(message);
		ClientStream<String> call = this.stream;
		if (this.responses.size() == this.cancelAfter && call != null) {
			call.cancel("seen enough", null);
		}
	}

	@Override
	public void onClose(CallOutcome outcome) {
		moved();
		this.outcome = outcome;
		this.nanos = System.nanoTime() - this.start;
		this.ends.incrementAndGet();
		this.ended.countDown();
	}

	private void moved() {
		this.movement.moved();
		if (this.ends.get() > 0) {
			this.afterEnd = true;
		}
	}

	void await() throws Exception {
		this.movement.await(this.ended::await, () -> "call " + this);
	}

	long id() {
		return this.id;
	}

	/** Judges the answer now, so that a long soak need not keep it. */
	void forget() {
		this.right = this.responses.equals(this.expected);
		this.responses.clear();
		this.requests.clear();
		this.expected = List.of();
		this.stream = null;
	}

	StatusCode code() {
		CallOutcome known = this.outcome;
		return (known != null) ? known.status().code() : StatusCode.UNKNOWN;
	}

	/**
	 * What is wrong with how this call went, if anything.
	 * @param executed how often servers saw it
	 * @param graceNanos how much later than its deadline it may end on a busy machine
	 */
	@Nullable String fault(int executed, long graceNanos) {
		if (this.ends.get() != 1 || this.afterEnd) {
			return this + " ended " + this.ends + " times, or heard something after its end";
		}
		if (this.nanos > this.limitNanos + graceNanos) {
			return this + " took " + this.nanos / 1_000_000 + " ms";
		}
		if (executed > 1) {
			return this + " was executed " + executed + " times";
		}
		return switch (code()) {
			case OK -> answer(executed);
			case UNAVAILABLE, DEADLINE_EXCEEDED -> null;
			case CANCELLED -> cancelled();
			default -> this + " ended " + this.outcome;
		};
	}

	/** A server that is killed resets its calls with CANCEL. */
	private @Nullable String cancelled() {
		CallOutcome known = this.outcome;
		boolean byServer = known != null && known.http2Error() == CANCEL;
		return (this.cancelAfter >= 0 || byServer) ? null : this + " ended " + known;
	}

	private @Nullable String answer(int executed) {
		if (executed != 1) {
			return this + " was answered without being executed";
		}
		return this.right ? null : this + " got a wrong answer";
	}

	@Override
	public String toString() {
		return this.kind + " " + this.id + " with " + this.limitNanos / 1_000_000 + " ms";
	}

}
