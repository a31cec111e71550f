/**
 * The Spring Boot side of ClientConn: channels from {@code grpc.client.*}, one connection
 * per channel name, and clients injected by {@link GrpcClient}.
 */
@NullMarked
package io.clientconn.autoconfigure;

import org.jspecify.annotations.NullMarked;
