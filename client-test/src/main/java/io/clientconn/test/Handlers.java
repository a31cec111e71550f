package io.clientconn.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

/**
 * Handlers made of functions. Each call gets a listener of its own, whose state belongs
 * to the serial events of that call.
 */
final class Handlers {

	private Handlers() {
	}

	static <Q, R> CallHandler<Q, R> unary(Function<? super Q, ? extends R> answer) {
		return (call) -> {
			call.request(1);
			return (request) -> {
				call.send(answer.apply(request));
				call.close(Status.OK, Metadata.EMPTY);
			};
		};
	}

	static <Q, R> CallHandler<Q, R> serverStreaming(Function<? super Q, ? extends Iterable<? extends R>> answers) {
		return (call) -> {
			call.request(1);
			return new Responses<>(call, answers);
		};
	}

	static <Q, R> CallHandler<Q, R> clientStreaming(Function<? super List<Q>, ? extends R> answer) {
		return (call) -> {
			List<Q> requests = new ArrayList<>();
			call.request(1);
			return new RequestListener<>() {

				@Override
				public void onMessage(Q message) {
					requests.add(message);
					call.request(1);
				}

				@Override
				public void onHalfClose() {
					call.send(answer.apply(List.copyOf(requests)));
					call.close(Status.OK, Metadata.EMPTY);
				}

			};
		};
	}

	static <Q, R> CallHandler<Q, R> bidiStreaming(Function<? super Q, ? extends Iterable<? extends R>> answers) {
		return (call) -> {
			call.request(1);
			return new RequestListener<>() {

				@Override
				public void onMessage(Q message) {
					responses(answers, message).forEach(call::send);
					call.request(1);
				}

				@Override
				public void onHalfClose() {
					call.close(Status.OK, Metadata.EMPTY);
				}

			};
		};
	}

	private static <Q, R> Iterable<? extends R> responses(Function<? super Q, ? extends Iterable<? extends R>> answers,
			Q message) {
		return Objects.requireNonNull(answers.apply(message),
				"the function of the fake service answered null in place of responses");
	}

	/**
	 * A listener that ignores everything.
	 */
	static <Q> RequestListener<Q> deaf() {
		return (message) -> {
		};
	}

	/**
	 * Ends a call with what its handler threw.
	 */
	static void fail(ServedCall<?> call, Throwable thrown) {
		if (thrown instanceof StatusException failure) {
			call.close(failure.status(), failure.trailers());
		}
		else {
			call.close(
					Status.of(StatusCode.UNKNOWN, "the handler of the fake service threw " + thrown).withCause(thrown),
					Metadata.EMPTY);
		}
	}

	/**
	 * Sends responses while the client keeps up.
	 */
	private static final class Responses<Q, R> implements RequestListener<Q> {

		private final ServedCall<R> call;

		private final Function<? super Q, ? extends Iterable<? extends R>> answers;

		private Iterator<? extends R> left = Collections.emptyIterator();

		private boolean asked;

		private boolean ended;

		Responses(ServedCall<R> call, Function<? super Q, ? extends Iterable<? extends R>> answers) {
			this.call = call;
			this.answers = answers;
		}

		@Override
		public void onMessage(Q message) {
			this.asked = true;
			this.left = responses(this.answers, message).iterator();
			onReady();
		}

		@Override
		public void onReady() {
			while (this.left.hasNext() && this.call.isReady()) {
				this.call.send(this.left.next());
			}
			if (this.asked && !this.ended && !this.left.hasNext()) {
				this.ended = true;
				this.call.close(Status.OK, Metadata.EMPTY);
			}
		}

		@Override
		public void onCancel() {
			this.left = Collections.emptyIterator();
			this.ended = true;
		}

	}

}
