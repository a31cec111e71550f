/**
 * The contract between calls and connections: open a stream, hear its events.
 */
@NullMarked
package io.clientconn.transport;

import org.jspecify.annotations.NullMarked;
