/**
 * The data plane: one call from options to status. The map of all rooms is
 * docs/architecture.md.
 */
@NullMarked
package io.clientconn.internal.call;

import org.jspecify.annotations.NullMarked;
