/**
 * Calling styles of the generated interfaces. The map of all rooms is
 * docs/architecture.md.
 */
@NullMarked
package io.clientconn.stub;

import org.jspecify.annotations.NullMarked;
