/**
 * Lets stubs and interceptors made for grpc-java run over ClientConn. The only package
 * that knows {@code io.grpc}, and of that only the public API.
 */
@NullMarked
package io.clientconn.grpcjava;

import org.jspecify.annotations.NullMarked;
