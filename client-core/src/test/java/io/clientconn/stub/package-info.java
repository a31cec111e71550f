/**
 * The calling styles against a channel whose server is a script.
 */
@NullMarked
package io.clientconn.stub;

import org.jspecify.annotations.NullMarked;
