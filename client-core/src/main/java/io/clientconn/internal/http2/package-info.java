/**
 * One HTTP/2 connection, owned by one event loop.
 */
@NullMarked
package io.clientconn.internal.http2;

import org.jspecify.annotations.NullMarked;
