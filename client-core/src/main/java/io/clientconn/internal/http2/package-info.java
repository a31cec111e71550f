/**
 * One HTTP/2 connection, owned by one event loop. The map of all rooms is
 * docs/architecture.md.
 */
@NullMarked
package io.clientconn.internal.http2;

import org.jspecify.annotations.NullMarked;
