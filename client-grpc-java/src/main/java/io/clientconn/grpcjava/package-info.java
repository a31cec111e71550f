/**
 * Lets stubs and interceptors made for grpc-java run over ClientConn. Uses
 * {@code grpc-api} only (decision 0052).
 */
@NullMarked
package io.clientconn.grpcjava;

import org.jspecify.annotations.NullMarked;
