/**
 * Tests of the watch on a server's health.
 */
@NullMarked
package io.clientconn.internal.health;

import org.jspecify.annotations.NullMarked;
