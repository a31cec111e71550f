/**
 * gRPC over HTTP/2 on the wire: headers, trailers, timeouts, message framing.
 */
@NullMarked
package io.clientconn.internal.wire;

import org.jspecify.annotations.NullMarked;
