package io.clientconn.sample.web;

import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * Turns a failed call into an answer after RFC 9457. Stateless.
 */
final class Problems {

	/** What the code of a failed call is called in an answer. */
	static final String CODE = "grpcCode";

	private Problems() {
	}

	static ProblemDetail of(StatusException failure) {
		ProblemDetail problem = ProblemDetail.forStatus(httpStatus(failure.code()));
		problem.setDetail(failure.description());
		problem.setProperty(CODE, failure.code().name());
		return problem;
	}

	/**
	 * The HTTP status for a code, as google/rpc/code.proto pairs them.
	 */
	static HttpStatusCode httpStatus(StatusCode code) {
		return HttpStatusCode.valueOf(switch (code) {
			case OK -> 200;
			case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
			case UNAUTHENTICATED -> 401;
			case PERMISSION_DENIED -> 403;
			case NOT_FOUND -> 404;
			case ALREADY_EXISTS, ABORTED -> 409;
			case RESOURCE_EXHAUSTED -> 429;
			case CANCELLED -> 499;
			case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
			case UNIMPLEMENTED -> 501;
			case UNAVAILABLE -> 503;
			case DEADLINE_EXCEEDED -> 504;
		});
	}

}
