package io.clientconn.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.ServerStreamingCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * The tests of one method of a client that answers by itself. Immutable; each call has a
 * fake of its own.
 */
final class FakeChecks {

	private final ClientMethod method;

	private final Supplier<?> fake;

	private final Duration patience;

	private final List<Object> requests;

	private final List<DynamicTest> tests = new ArrayList<>();

	FakeChecks(ClientMethod method, Supplier<?> fake, BiFunction<Class<?>, Integer, Object> samples,
			Duration patience) {
		this.method = method;
		this.fake = fake;
		this.patience = patience;
		this.requests = method.requests(samples);
	}

	List<DynamicTest> all() {
		test("answers or fails with a StatusException", () -> use(RpcOptions.NONE));
		if (this.method.shortForm() != null) {
			test("does the same without options",
					() -> assertThat(use(null)).as("what " + this.method.name() + " does without options")
						.isEqualTo(use(RpcOptions.NONE)));
		}
		switch (this.method.style()) {
			case DOWNLOAD, UPLOAD, CHAT -> test("gives no message after close()", this::closes);
			case PUBLISHED, PUBLISHED_BOTH_WAYS -> test("keeps the rules of publishers", this::publishes);
			default -> {
			}
		}
		return List.copyOf(this.tests);
	}

	private void test(String sentence, Executable check) {
		this.tests.add(DynamicTest.dynamicTest(sentence, () -> assertTimeoutPreemptively(this.patience, check,
				() -> this.method.primary() + " did not come to an end")));
	}

	private Outcome use(@Nullable RpcOptions options) {
		try {
			Object result = ClientUse.start(this.method, this.fake.get(), this.requests, options);
			return new Outcome(ClientUse.finish(this.method, result, this.requests), null);
		}
		catch (StatusException ex) {
			if (ex.code() == StatusCode.UNIMPLEMENTED) {
				assertThat(ex).as("the failure of a method that is left out")
					.hasMessageContaining(this.method.rpc().fullName());
			}
			return new Outcome(List.of(), ex.code());
		}
		catch (RuntimeException ex) {
			throw new AssertionError(this.method.name() + " threw " + ex + " instead of a StatusException", ex);
		}
	}

	private void closes() {
		Object call;
		try {
			call = ClientUse.start(this.method, this.fake.get(), this.requests, RpcOptions.NONE);
		}
		catch (StatusException ex) {
			return;
		}
		Object message = null;
		try {
			message = afterClose(call);
		}
		catch (StatusException | IllegalStateException ex) {
			// One of the right answers.
		}
		assertThat(message).as("a message that came after close()").isNull();
	}

	private static @Nullable Object afterClose(Object call) {
		if (call instanceof ServerStreamingCall<?> download) {
			download.close();
			download.close();
			return download.read();
		}
		if (call instanceof BidiStreamingCall<?, ?> chat) {
			chat.close();
			chat.close();
			return chat.read();
		}
		ClientStreamingCall<?, ?> upload = (ClientStreamingCall<?, ?>) call;
		upload.close();
		upload.close();
		return upload.finish();
	}

	private void publishes() {
		Flow.Publisher<?> publisher;
		try {
			publisher = (Flow.Publisher<?>) ClientUse.start(this.method, this.fake.get(), this.requests,
					RpcOptions.NONE);
		}
		catch (StatusException ex) {
			return;
		}
		StrictSubscriber subscriber = new StrictSubscriber();
		publisher.subscribe(subscriber);
		try {
			subscriber.collect(this.patience);
		}
		catch (StrictSubscriber.Failed ex) {
			// Another test looks at how.
		}
		assertThat(subscriber.offences()).as("offences against the rules of publishers").isEmpty();
	}

	/**
	 * What came of a call.
	 *
	 * @param responses its responses
	 * @param failure how it failed, or null
	 */
	private record Outcome(List<Object> responses, @Nullable StatusCode failure) {

	}

}
