/**
 * The architecture as tests: which package may see which, and where Netty, protobuf and
 * JSON stop.
 */
@NullMarked
package io.clientconn.architecture;

import org.jspecify.annotations.NullMarked;
