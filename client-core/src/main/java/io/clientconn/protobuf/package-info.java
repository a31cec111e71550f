/**
 * Protocol buffers messages on the wire.
 */
@NullMarked
package io.clientconn.protobuf;

import org.jspecify.annotations.NullMarked;
