package io.clientconn.sample.web;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/**
 * Answers whatever goes wrong as problem+json: failed calls here, bad requests by what it
 * inherits. Stateless.
 */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	ProblemDetail failedCall(StatusException ex) {
		return Problems.of(ex);
	}

	/**
	 * Of a stub of grpc-java.
	 */
	@ExceptionHandler
	ProblemDetail failedCall(StatusRuntimeException ex) {
		StatusCode code = StatusCode.valueOf(ex.getStatus().getCode().name());
		return Problems.of(new StatusException(Status.of(code, ex.getStatus().getDescription())));
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, unreadable(ex.getCause()));
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	private static String unreadable(@Nullable Throwable cause) {
		return (cause instanceof JacksonException json)
				? "The request body cannot be read: " + json.getOriginalMessage() : "The request body cannot be read";
	}

}
