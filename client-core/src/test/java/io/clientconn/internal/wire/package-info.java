/**
 * Tests of the codecs, each without a connection.
 */
@NullMarked
package io.clientconn.internal.wire;

import org.jspecify.annotations.NullMarked;
