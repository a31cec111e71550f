/**
 * The data plane: one call from options to status.
 */
@NullMarked
package io.clientconn.internal.call;

import org.jspecify.annotations.NullMarked;
