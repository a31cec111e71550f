/**
 * The health of channels in the actuator.
 */
@NullMarked
package io.clientconn.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
