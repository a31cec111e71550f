/**
 * What happens to a channel, told to whoever wants to hear it.
 */
@NullMarked
package io.clientconn.observe;

import org.jspecify.annotations.NullMarked;
