package io.clientconn.sample.web;

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Checks what JSON allows in an array and no endpoint takes. Stateless.
 */
final class Elements {

	private Elements() {
	}

	static void check(List<?> elements) {
		int at = elements.indexOf(null);
		if (at >= 0) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Element " + at + " of the array is null");
		}
	}

}
