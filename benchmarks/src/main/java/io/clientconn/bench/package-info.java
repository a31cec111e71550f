/**
 * Measures the runtime beside grpc-java: one process per client and one for the server,
 * asked in turn.
 */
@NullMarked
package io.clientconn.bench;

import org.jspecify.annotations.NullMarked;
