/**
 * Load balancing: the SPI and the built-in policies.
 */
@NullMarked
package io.clientconn.balancer;

import org.jspecify.annotations.NullMarked;
