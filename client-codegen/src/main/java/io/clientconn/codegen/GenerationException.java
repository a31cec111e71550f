package io.clientconn.codegen;

/**
 * Something in the user's hands keeps us from generating: an option or a proto file. Its
 * message is one line, meant for the output of protoc.
 */
final class GenerationException extends Exception {

	private static final long serialVersionUID = 1L;

	GenerationException(String message) {
		super(message);
	}

}
