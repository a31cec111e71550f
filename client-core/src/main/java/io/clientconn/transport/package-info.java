/**
 * The contract between calls and connections: open a stream, hear its events. The map of
 * all rooms is docs/architecture.md.
 */
@NullMarked
package io.clientconn.transport;

import org.jspecify.annotations.NullMarked;
