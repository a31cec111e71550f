/**
 * What happens to a channel, told to whoever wants to hear it. The map of all rooms is
 * docs/architecture.md.
 */
@NullMarked
package io.clientconn.observe;

import org.jspecify.annotations.NullMarked;
