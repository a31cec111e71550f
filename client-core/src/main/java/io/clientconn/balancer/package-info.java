/**
 * Load balancing: the SPI and the built-in policies. The map of all rooms is
 * docs/architecture.md.
 */
@NullMarked
package io.clientconn.balancer;

import org.jspecify.annotations.NullMarked;
