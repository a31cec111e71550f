/**
 * gRPC over HTTP/2 on the wire: headers, trailers, timeouts, message framing. The map of
 * all rooms is docs/architecture.md.
 */
@NullMarked
package io.clientconn.internal.wire;

import org.jspecify.annotations.NullMarked;
