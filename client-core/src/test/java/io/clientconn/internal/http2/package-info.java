/**
 * Tests of the transport: machines alone, the driver against a scripted peer, and the
 * whole against a grpc-java server.
 */
@NullMarked
package io.clientconn.internal.http2;

import org.jspecify.annotations.NullMarked;
