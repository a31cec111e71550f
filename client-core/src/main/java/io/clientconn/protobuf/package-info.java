/**
 * Protocol buffers messages on the wire. The map of all rooms is docs/architecture.md.
 */
@NullMarked
package io.clientconn.protobuf;

import org.jspecify.annotations.NullMarked;
