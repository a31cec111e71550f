package io.clientconn.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.clientconn.rpc.Attributes;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.test.ClientMethod.Style;
import io.clientconn.test.ScriptedService.Script;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * The tests of one method of a client that calls over a channel. Immutable; each test has
 * a service of its own.
 */
final class ClientChecks {

	private static final String HEADER = "x-contract";

	private static final Attributes.Key<String> ATTRIBUTE = Attributes.Key.of("contract");

	private static final RpcOptions OPTIONS = RpcOptions.NONE.header(HEADER, "arrives")
		.attribute(ATTRIBUTE, "arrives")
		.timeout(Duration.ofMinutes(7))
		.waitForReady(true);

	private static final String BROKEN_SOURCE = "the source of the requests failed";

	private final List<ClientMethod> methods;

	private final ClientMethod method;

	private final Function<Channel, ?> implementation;

	private final BiFunction<Class<?>, Integer, Object> samples;

	private final Duration patience;

	private final List<Object> requests;

	private final List<DynamicTest> tests = new ArrayList<>();

	ClientChecks(List<ClientMethod> methods, ClientMethod method, Function<Channel, ?> implementation,
			BiFunction<Class<?>, Integer, Object> samples, Duration patience) {
		this.methods = methods;
		this.method = method;
		this.implementation = implementation;
		this.samples = samples;
		this.patience = patience;
		this.requests = method.requests(samples);
	}

	List<DynamicTest> ofLeftOut() {
		test("is UNIMPLEMENTED and names the method", () -> {
			ScriptedService service = service(Script.ANSWER);
			StatusException failure = failure(() -> use(service, RpcOptions.NONE));
			assertThat(failure.code()).as("the code of " + this.method.rpc() + ", which is left out")
				.isEqualTo(StatusCode.UNIMPLEMENTED);
			assertThat(failure).hasMessageContaining(this.method.rpc().fullName());
		});
		return List.copyOf(this.tests);
	}

	List<DynamicTest> all() {
		Style style = this.method.style();
		test("brings its requests to the RPC and the responses back", () -> exchange(RpcOptions.NONE));
		test("passes the options on", this::optionsArrive);
		if (this.method.shortForm() != null) {
			test("does the same without options", () -> exchange(null));
		}
		test("fails with the status of the call", this::failureComesBack);
		if (style.waits()) {
			test("is cancelled by an interrupt and leaves the flag set", this::interruptCancels);
		}
		else if (style.promises()) {
			test("is cancelled with its future", this::futureCancels);
		}
		else if (style.publishes()) {
			test("calls once for each subscriber and no earlier", this::publisherIsCold);
			test("emits no more than was asked for", this::demandCounts);
			test("is cancelled with the subscription", this::subscriptionCancels);
		}
		else {
			test("is cancelled by close()", this::closeCancels);
		}
		if (style == Style.PULLED) {
			test("is cancelled when the iterable throws", this::iterableCancels);
		}
		if (style == Style.FUTURE_OF_MANY || style == Style.PUBLISHED_BOTH_WAYS) {
			test("is cancelled when the publisher of the requests fails", this::requestPublisherCancels);
		}
		return List.copyOf(this.tests);
	}

	private void test(String sentence, Executable check) {
		this.tests.add(DynamicTest.dynamicTest(sentence, () -> assertTimeoutPreemptively(this.patience.multipliedBy(3),
				check, () -> this.method.primary() + " did not come to an end")));
	}

	private void exchange(@Nullable RpcOptions options) {
		ScriptedService service = service(Script.ANSWER);

		List<Object> responses = use(service, options);

		assertThat(service.called).as("the RPCs that " + this.method.name() + " called")
			.containsExactly(this.method.rpc().fullName());
		assertThat(service.requests).as("the requests that the service got").isEqualTo(this.requests);
		assertThat(responses).as("the responses that the caller got")
			.isEqualTo(service.answers(this.method.rpc(), this.requests.size()));
	}

	private void optionsArrive() {
		ScriptedService service = service(Script.ANSWER);

		use(service, OPTIONS);

		assertThat(service.options).as("calls that reached the channel").hasSize(1);
		RpcOptions arrived = service.options.get(0);
		assertThat(arrived.headers().getAll(HEADER)).as("the option header(\"" + HEADER + "\", ..) at the channel")
			.containsExactly("arrives");
		assertThat(arrived.attributes().get(ATTRIBUTE)).as("the option attribute(..) at the channel")
			.isEqualTo("arrives");
		assertThat(arrived.waitForReady()).as("the option waitForReady(true) at the channel").isTrue();
		assertThat(arrived.deadline()).as("the option timeout(..) at the channel").isNotNull();
	}

	private void failureComesBack() {
		StatusException failure = failure(() -> use(service(Script.FAIL), RpcOptions.NONE));

		assertThat(failure.code()).as("the code of the service's failure").isEqualTo(ScriptedService.FAILURE.code());
		assertThat(failure.description()).as("the description of the service's failure")
			.isEqualTo(ScriptedService.FAILURE.description());
		assertThat(failure.trailers()).as("the trailers of the service's failure")
			.isEqualTo(ScriptedService.FAILURE_TRAILERS);
		assertThat(failure.origin()).as("the origin of the service's failure").isEqualTo(CallOutcome.Origin.SERVER);
	}

	private void interruptCancels() {
		ScriptedService service = service(Script.SILENT);

		Thread.currentThread().interrupt();
		StatusException failure = failure(() -> use(service, RpcOptions.NONE));

		assertThat(Thread.interrupted()).as("the interrupt flag after the call").isTrue();
		assertThat(failure.code()).as("the code after an interrupt").isEqualTo(StatusCode.CANCELLED);
		soon(service.cancelled, "the interrupt did not cancel the call");
	}

	private void futureCancels() {
		ScriptedService service = service(Script.SILENT);
		RpcFuture<?> future = (RpcFuture<?>) start(service);
		soon(service.started, this.method.name() + " started no call");

		assertThat(future.cancel(true)).as("cancel(true) of the future of a running call").isTrue();

		soon(service.cancelled, "cancelling the future did not cancel the call");
	}

	private void closeCancels() {
		ScriptedService service = service(Script.SILENT);
		Object call = start(service);
		soon(service.started, this.method.name() + " started no call");

		ThrowingCallable further = close(call);

		soon(service.cancelled, "close() did not cancel the call");
		assertThat(failure(further).code()).as("the code of what is tried after close()")
			.isEqualTo(StatusCode.CANCELLED);
		close(call);
	}

	private static ThrowingCallable close(Object call) {
		if (call instanceof ServerStreamingCall<?> download) {
			download.close();
			return download::read;
		}
		if (call instanceof BidiStreamingCall<?, ?> chat) {
			chat.close();
			return chat::read;
		}
		ClientStreamingCall<?, ?> upload = (ClientStreamingCall<?, ?>) call;
		upload.close();
		return upload::finish;
	}

	private void iterableCancels() {
		ScriptedService service = service(Script.ANSWER);
		Iterable<Object> broken = () -> {
			throw new IllegalStateException(BROKEN_SOURCE);
		};

		Throwable thrown = catchThrowable(
				() -> ClientMethod.call(client(service), this.method.primary(), broken, RpcOptions.NONE));

		assertThat(thrown).as("what the caller gets when the iterable throws")
			.isInstanceOf(IllegalStateException.class)
			.hasMessage(BROKEN_SOURCE);
		soon(service.cancelled, "the iterable that threw did not cancel the call");
	}

	private void requestPublisherCancels() {
		ScriptedService service = service(Script.SILENT);
		Flow.Publisher<Object> broken = new ListPublisher<>(List.of(this.requests.get(0), ListPublisher.FAIL));

		StatusException failure = failure(() -> ClientUse.finish(this.method,
				ClientMethod.call(client(service), this.method.primary(), broken, RpcOptions.NONE), List.of()));

		assertThat(failure.code()).as("the code when the publisher of the requests fails")
			.isEqualTo(StatusCode.CANCELLED);
		soon(service.cancelled, "the failed publisher of the requests did not cancel the call");
	}

	private void publisherIsCold() {
		ScriptedService service = service(Script.ANSWER);

		Object publisher = start(service);
		assertThat(service.called).as("calls before anybody subscribed").isEmpty();

		ClientUse.finish(this.method, publisher, this.requests);
		ClientUse.finish(this.method, publisher, this.requests);
		assertThat(service.called).as("calls of two subscribers").hasSize(2);
	}

	private void demandCounts() {
		ScriptedService service = service(Script.ANSWER);
		TestSubscriber<Object> subscriber = new TestSubscriber<>();
		((Flow.Publisher<?>) start(service)).subscribe(subscriber);

		assertThat(subscriber.seen).as("messages before any was asked for").isEmpty();
		subscriber.request(1);
		subscriber.next();
		assertThat(subscriber.seen).as("messages when one was asked for").hasSize(1);

		subscriber.request(100);
		assertThat(soon(subscriber.all, "the publisher did not complete")).as("all messages")
			.isEqualTo(service.answers(this.method.rpc(), this.requests.size()));
	}

	private void subscriptionCancels() {
		ScriptedService service = service(Script.SILENT);
		TestSubscriber<Object> subscriber = new TestSubscriber<>();
		((Flow.Publisher<?>) start(service)).subscribe(subscriber);
		subscriber.request(1);
		soon(service.started, "subscribing started no call");

		subscriber.cancel();

		soon(service.cancelled, "cancelling the subscription did not cancel the call");
	}

	private ScriptedService service(Script script) {
		return new ScriptedService(this.methods, script,
				(number) -> this.samples.apply(this.method.response(), 100 + number));
	}

	private Object client(ScriptedService service) {
		return this.implementation.apply(service);
	}

	private Object start(ScriptedService service) {
		return ClientUse.start(this.method, client(service), this.requests, RpcOptions.NONE);
	}

	private List<Object> use(ScriptedService service, @Nullable RpcOptions options) {
		Object result = ClientUse.start(this.method, client(service), this.requests, options);
		return ClientUse.finish(this.method, result, this.requests);
	}

	private StatusException failure(ThrowingCallable use) {
		Throwable thrown = catchThrowable(use);
		if (thrown instanceof StatusException failure) {
			return failure;
		}
		if (thrown instanceof AssertionError error) {
			throw error;
		}
		throw new AssertionError(this.method.name() + " should have failed with a StatusException, but "
				+ ((thrown != null) ? "threw " + thrown : "answered"), thrown);
	}

	private <T> T soon(CompletableFuture<T> event, String complaint) {
		try {
			return event.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError(complaint, ex);
		}
	}

}
