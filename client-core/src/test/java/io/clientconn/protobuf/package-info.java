/**
 * Messages to bytes and back.
 */
@NullMarked
package io.clientconn.protobuf;

import org.jspecify.annotations.NullMarked;
