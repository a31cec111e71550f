/**
 * Name resolution: the SPI and the built-in schemes. The map of all rooms is
 * docs/architecture.md.
 */
@NullMarked
package io.clientconn.resolver;

import org.jspecify.annotations.NullMarked;
