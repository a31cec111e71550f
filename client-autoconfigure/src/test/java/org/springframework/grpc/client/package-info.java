/**
 * What tests need of Spring gRPC.
 */
@NullMarked
package org.springframework.grpc.client;

import org.jspecify.annotations.NullMarked;
