/**
 * Calling styles of the generated interfaces.
 */
@NullMarked
package io.clientconn.stub;

import org.jspecify.annotations.NullMarked;
