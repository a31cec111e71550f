/**
 * Tests of the health of channels.
 */
@NullMarked
package io.clientconn.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
