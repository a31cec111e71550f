/**
 * Tests of the bridge to grpc-java.
 */
@NullMarked
package io.clientconn.grpcjava;

import org.jspecify.annotations.NullMarked;
